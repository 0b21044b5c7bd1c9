import { Wav } from "@antiphon/audio"
import { connect } from "@antiphon/client"
import { readFile } from "node:fs/promises"

const file = Wav.read(await readFile(process.argv[2] ?? "speech.wav"))
if (file._tag === "Failure") throw file.failure
const [speech = new Int16Array()] = file.success.channels

await using session = await connect({
  intent: "transcription",
  url: process.env["REALTIME_URL"]
})
const input = { transcription: { model: "gpt-4o-transcribe" }, turn_detection: null }
await session.configure({ type: "transcription", audio: { input } })

const transcript = new Promise<string>((resolve) => {
  session.on("conversation.item.input_audio_transcription.completed", (event) => resolve(event.transcript))
})
await session.sendAudio(speech)
await session.commit()
console.log(await transcript)
