/** A service that keeps items and answers in words, one each 5 ms, whose events are numbered. */
import { WebSocketServer, type WebSocket } from "ws"

export const everyMs = 5

/** A service on loopback. */
export interface TalkingService {
  readonly base: string
  /** When each event was sent, by its id, in milliseconds since 1970. */
  readonly sent: ReadonlyMap<string, number>
  readonly close: () => void
}

interface Frame {
  readonly type: string
  readonly item?: { readonly id?: string }
  readonly response?: { readonly metadata?: { readonly words?: string } }
}

let serial = 0

const converse = (socket: WebSocket, sent: Map<string, number>): void => {
  const send = (event: object): void => {
    const event_id = `event_${++serial}`
    sent.set(event_id, Date.now())
    socket.send(JSON.stringify({ event_id, ...event }))
  }
  const session = { type: "realtime", id: `sess_${++serial}`, object: "realtime.session", model: "bench" }
  const settings = { ...session, output_modalities: ["text"] }
  send({ type: "session.created", session: settings })
  socket.on("message", (data) => {
    const { item, response, type }: Frame = JSON.parse(String(data))
    if (type === "session.update") send({ type: "session.updated", session: settings })
    if (type === "conversation.item.create") {
      const kept = { id: `item_${++serial}`, object: "realtime.item", status: "completed", ...item }
      send({ type: "conversation.item.added", previous_item_id: null, item: kept })
      send({ type: "conversation.item.done", previous_item_id: null, item: kept })
    }
    if (type === "response.create") answer(socket, send, Number(response?.metadata?.words ?? 1))
  })
}

const answer = (socket: WebSocket, send: (event: object) => void, words: number): void => {
  const response_id = `resp_${++serial}`
  const item_id = `item_${++serial}`
  const place = { response_id, item_id, output_index: 0, content_index: 0 }
  const item = { id: item_id, object: "realtime.item", type: "message", role: "assistant", content: [] }
  send({ type: "response.created", response: { id: response_id, status: "in_progress", output: [] } })
  send({ type: "response.output_item.added", response_id, output_index: 0, item })
  send({ type: "conversation.item.added", previous_item_id: null, item })
  send({ type: "response.content_part.added", ...place, part: { type: "text", text: "" } })
  let said = 0
  const timer = setInterval(() => {
    if (said < words) {
      said++
      return send({ type: "response.output_text.delta", ...place, delta: "word " })
    }
    clearInterval(timer)
    const whole = { ...item, status: "completed", content: [{ type: "output_text", text: "word ".repeat(words) }] }
    send({ type: "response.output_text.done", ...place, text: "word ".repeat(words) })
    send({ type: "response.output_item.done", response_id, output_index: 0, item: whole })
    send({ type: "conversation.item.done", previous_item_id: null, item: whole })
    send({ type: "response.done", response: { id: response_id, status: "completed", output: [whole], usage: null } })
  }, everyMs)
  socket.on("close", () => clearInterval(timer))
}

/** Listens on a free port. */
export const talkingService = (): Promise<TalkingService> =>
  new Promise((resolve) => {
    const sent = new Map<string, number>()
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false }, () => {
      const address = server.address()
      const port = typeof address === "object" ? address?.port : 0
      resolve({ base: `ws://127.0.0.1:${port}/v1`, sent, close: () => server.close() })
    })
    server.on("connection", (socket) => converse(socket, sent))
  })
