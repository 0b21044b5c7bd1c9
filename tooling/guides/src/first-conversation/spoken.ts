import { Wav } from "@antiphon/audio"
import { connect } from "@antiphon/client"
import { readFile, writeFile } from "node:fs/promises"
import { setTimeout } from "node:timers/promises"

const [, , question = "question.wav", answer = "answer.wav"] = process.argv
const file = Wav.read(await readFile(question))
if (file._tag === "Failure") throw file.failure
const [speech = new Int16Array()] = file.success.channels

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime"
})
session.on("input_audio_buffer.speech_started", () => console.log("you started speaking"))
session.on("input_audio_buffer.speech_stopped", () => console.log("you stopped speaking"))

/** Plays a microphone. It sends 40 ms at a time, then silence, so that the server can tell that the turn is over. */
const speak = async () => {
  const frame = 24 * 40
  for (let at = 0; at < speech.length; at += frame) {
    await session.sendAudio(speech.slice(at, at + frame))
    await setTimeout(40)
  }
  await session.sendAudio(new Int16Array(24_000))
}

const listen = async () => {
  for await (const response of session.responses) {
    for await (const words of response.transcript()) process.stdout.write(words)
    const samples = await response.audio()
    await writeFile(answer, Wav.write({ sampleRate: 24_000, channels: [samples] }))
    return console.log(`\n${answer} has ${(samples.length / 24_000).toFixed(1)} s`)
  }
}

await Promise.all([speak(), listen()])
