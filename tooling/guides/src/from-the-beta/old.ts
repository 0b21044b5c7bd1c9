import { RealtimeClient } from "openai-realtime-api"

const client = new RealtimeClient({
  url: process.env["REALTIME_URL"] ?? "wss://api.openai.com/v1/realtime",
  apiKey: process.env["OPENAI_API_KEY"] ?? "",
  sessionConfig: { modalities: ["text"], instructions: "Be brief." }
})
client.on("conversation.updated", ({ delta }) => {
  if (delta?.text !== undefined) process.stdout.write(delta.text)
})
client.on("conversation.item.completed", ({ item }) => {
  if (item.role !== "assistant") return
  console.log("")
  client.disconnect()
})
await client.connect()
await client.waitForSessionCreated()
client.sendUserMessageContent([{ type: "input_text", text: "What time is it?" }])
