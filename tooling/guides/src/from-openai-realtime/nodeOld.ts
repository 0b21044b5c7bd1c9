import { OpenAIRealtimeWS } from "openai/realtime/ws"

const realtime = new OpenAIRealtimeWS({ model: "gpt-realtime" })
realtime.on("error", (error) => {
  console.error(error)
  realtime.close()
})
realtime.socket.on("open", () => {
  realtime.send({ type: "session.update", session: { type: "realtime", output_modalities: ["text"] } })
  const content = [{ type: "input_text" as const, text: "What time is it?" }]
  realtime.send({ type: "conversation.item.create", item: { type: "message", role: "user", content } })
  realtime.send({ type: "response.create" })
})
realtime.on("response.output_text.delta", ({ delta }) => process.stdout.write(delta))
realtime.on("response.done", () => realtime.close())
realtime.socket.on("close", () => console.log(""))
