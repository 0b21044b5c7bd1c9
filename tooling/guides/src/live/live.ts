import { Wav } from "@antiphon/audio"
import { connect, cost, describeEnd } from "@antiphon/live/promise"
import { readFile } from "node:fs/promises"

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

// The model's stream has the pace of the session. It is fed at that pace, first with the speech and then with silence.
let at = 0
for await (const { length } of session.audio()) {
  const answer = session.state.turns.findLast(({ speaker }) => speaker === "model")
  if (answer !== undefined) {
    console.log(answer.text)
    break
  }
  const piece = new Int16Array(length)
  piece.set(speech.subarray(at, at + length))
  await session.sendAudio(piece)
  at += length
}

const end = await session.close()
console.log(describeEnd(end))
const { isSettled } = cost(end.usage, 0.06)
console.log(isSettled ? "The cost is final." : "The session cost at least this.")
