/** A process that serves the bench of the client. It answers a request for a response by a voice that does not end. */
import { once } from "node:events"
import { type WebSocket, WebSocketServer } from "ws"
import { blockMs, stampedBase64 } from "../server/stamp.ts"

const place = { response_id: "resp_bench", item_id: "item_bench", output_index: 0, content_index: 0 }
const message = { type: "message", role: "assistant", id: "item_bench", status: "in_progress", content: [] }

/** Begins a response and says a block every 50 ms until the socket closes. */
const talk = (socket: WebSocket, metadata: unknown): void => {
  let serial = 0
  const say = (type: string, fields: object): void =>
    socket.send(JSON.stringify({ type, event_id: `event_${++serial}`, ...fields }))
  const response = { id: "resp_bench", object: "realtime.response", status: "in_progress", output: [], metadata }
  say("response.created", { response })
  say("response.output_item.added", { response_id: "resp_bench", output_index: 0, item: message })
  say("conversation.item.added", { previous_item_id: null, item: message })
  say("response.content_part.added", { ...place, part: { type: "audio", transcript: "" } })
  const speaking = setInterval(
    () => say("response.output_audio.delta", { ...place, delta: stampedBase64(performance.now()) }),
    blockMs
  )
  socket.on("close", () => clearInterval(speaking))
}

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false })
server.on("connection", (socket) => {
  const session = { type: "realtime", id: "sess_bench", object: "realtime.session", model: "bench" }
  socket.send(JSON.stringify({ type: "session.created", event_id: "event_0", session }))
  socket.on("message", (data) => {
    const text = String(data)
    if (!text.startsWith('{"type":"response.create"')) return
    const event: { readonly response?: { readonly metadata?: unknown } } = JSON.parse(text)
    talk(socket, event.response?.metadata ?? null)
  })
})
await once(server, "listening")
const address = server.address()
process.send?.(typeof address === "object" && address !== null ? address.port : 0)
process.once("disconnect", () => process.exit())
