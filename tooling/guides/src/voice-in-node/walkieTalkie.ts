import { Wav } from "@antiphon/audio"
import { connect } from "@antiphon/client"
import { readFile } from "node:fs/promises"
import { makeButton, manual } from "./pushToTalk.ts"

const file = Wav.read(await readFile(process.argv[2] ?? "question.wav"))
if (file._tag === "Failure") throw file.failure
const [speech = new Int16Array()] = file.success.channels

await using session = await connect({ url: process.env["REALTIME_URL"], model: "gpt-realtime", session: manual })
const button = makeButton(session)
await button.press()
await button.hear(speech)
const response = await button.release()
console.log(await response.transcript())
