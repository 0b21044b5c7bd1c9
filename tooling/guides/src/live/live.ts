import { Wav } from "@antiphon/audio"
import { connect, cost, describeEnd } from "@antiphon/live/promise"
import { readFile } from "node:fs/promises"
import { setTimeout } from "node:timers/promises"

const file = Wav.read(await readFile(process.argv[2] ?? "question.wav"))
if (file._tag === "Failure") throw file.failure
const [speech] = file.success.channels

const session = await connect({
  key: process.env["OPENAI_API_KEY"] ?? "",
  url: process.env["REALTIME_URL"] ?? "wss://api.openai.com/v1",
  session: { model: "gpt-live-1", instructions: "You take bookings.", store: true },
  // The model hands the work over. What was asked for is in the turns.
  delegate: async ({ turns }) => (turns.some(({ speaker }) => speaker === "user") ? "A table for 2 is booked." : "")
})

/** Feeds the session without a break, first the speech and then silence. */
const feed = async (until: AbortSignal) => {
  for (let at = 0; !until.aborted; at += 2400) {
    const piece = new Int16Array(2400)
    piece.set(speech.subarray(at, at + 2400))
    await session.sendAudio(piece)
    await setTimeout(100)
  }
}

const answered = new AbortController()
const feeding = feed(answered.signal)
for await (const decoded of session.events()) {
  if (decoded._tag === "Known" && decoded.event.type === "session.output_transcript.delta") break
}
answered.abort()
await feeding
console.log(session.state.turns.findLast(({ speaker }) => speaker === "model")?.text)

const end = await session.close()
console.log(describeEnd(end))
const { isSettled } = cost(end.usage, 0.06)
console.log(isSettled ? "The cost is final." : "The session cost at least this.")
