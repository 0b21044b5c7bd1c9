import { connect } from "@antiphon/client"
import { readFile } from "node:fs/promises"

await using session = await connect({ url: process.env["REALTIME_URL"], model: "gpt-realtime" })
const picture = await readFile(process.argv[2] ?? "photo.png")
await session.addItem({
  type: "message",
  role: "user",
  content: [
    { type: "input_image", image_url: `data:image/png;base64,${picture.toString("base64")}`, detail: "low" },
    { type: "input_text", text: "What is in this picture?" }
  ]
})
const response = await session.createResponse()
console.log(await response.text())
