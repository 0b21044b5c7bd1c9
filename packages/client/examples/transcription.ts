import { Wav } from "@antiphon/audio"
import { connect } from "@antiphon/client"
import { readFile } from "node:fs/promises"

const file = Wav.read(await readFile(process.argv[2] ?? "speech.wav"))
if (file._tag === "Failure") throw file.failure
const [speech = new Int16Array()] = file.success.channels

await using session = await connect({
  intent: "transcription",
  url: process.env["REALTIME_URL"],
  session: { transcription: { model: "gpt-4o-transcribe" }, turn_detection: null }
})
await session.sendAudio(speech)
await session.commit()
for await (const { isFinal, text } of session.transcripts) {
  if (!isFinal) continue
  console.log(text)
  break
}
