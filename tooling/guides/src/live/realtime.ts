import { Wav } from "@antiphon/audio"
import { connect } from "@antiphon/client"
import { readFile } from "node:fs/promises"
import * as z from "zod"

const file = Wav.read(await readFile(process.argv[2] ?? "question.wav"))
if (file._tag === "Failure") throw file.failure

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime",
  session: { instructions: "You take bookings." },
  tools: {
    book: {
      description: "Books a table.",
      schema: z.object({ people: z.number() }),
      run: async ({ people }) => `A table for ${people} is booked.`
    }
  }
})
await session.sendAudio(file.success.channels[0])
// Silence ends the turn.
await session.sendAudio(new Int16Array(24_000))
for await (const { isFinal, role, text } of session.transcripts) {
  if (role !== "assistant" || !isFinal) continue
  console.log(text)
  break
}
