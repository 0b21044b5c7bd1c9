import { connect } from "@antiphon/client"

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime"
})
session.on("response.created", () => console.log("It begins to answer."))

const { response } = await session.sendText("What time is it?")
for await (const item of response) {
  for await (const part of item) {
    let samples = 0
    for await (const chunk of part.audioChunks()) samples += chunk.length
    console.log(`${samples / 24} ms of speech`)
    for await (const words of part.transcriptChunks()) process.stdout.write(words)
  }
}
const { status } = await response.done
console.log(`\n${status}`)
