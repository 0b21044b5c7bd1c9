import { OpenAIRealtimeWebSocket } from "openai/realtime/websocket"

const { key, url } = await (await fetch("/token")).json()

const realtime = new OpenAIRealtimeWebSocket({ model: "gpt-realtime" }, { apiKey: key, baseURL: url })
realtime.on("error", (error) => document.body.append(error.message))
realtime.socket.addEventListener("open", () => {
  realtime.send({ type: "response.create", response: { output_modalities: ["text"] } })
})
realtime.on("response.output_text.delta", ({ delta }) => document.body.append(delta))
realtime.on("response.done", () => realtime.close())
