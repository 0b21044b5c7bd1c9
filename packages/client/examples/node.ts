import { connect } from "@antiphon/client"

await using session = await connect({ url: process.env["REALTIME_URL"], model: "gpt-realtime" })
const { response } = await session.sendText("What time is it?")
for await (const words of response.transcript()) process.stdout.write(words)
const speech = await response.audio()
console.log(`\n${speech.length / 24} ms of speech`)
