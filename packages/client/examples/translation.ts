import { Wav } from "@antiphon/audio"
import { connect } from "@antiphon/client/translation"
import { readFile } from "node:fs/promises"

const file = Wav.read(await readFile(process.argv[2] ?? "speech.wav"))
if (file._tag === "Failure") throw file.failure
const [speech = new Int16Array()] = file.success.channels

await using session = await connect({
  model: "gpt-realtime-translate",
  url: process.env["REALTIME_URL"]
})
await session.configure({ audio: { output: { language: "es" } } })

await session.sendAudio(speech)
await session.finish()
for await (const words of session.transcriptChunks()) process.stdout.write(words)
let samples = 0
for await (const chunk of session.audioChunks()) samples += chunk.length
console.log(`\n${samples / 24} ms of speech`)
