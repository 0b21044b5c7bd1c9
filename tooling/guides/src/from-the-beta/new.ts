import { connect } from "@antiphon/client"

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime"
})
await session.configure({ type: "realtime", output_modalities: ["text"], instructions: "Be brief." })

const { response } = await session.sendText("What time is it?")
for await (const words of response.text()) process.stdout.write(words)
console.log("")
