/** The least that a server of these sessions can do: a socket that parses, decodes the audio, and answers by a timer. */
import { once } from "node:events"
import { type WebSocket, WebSocketServer } from "ws"
import type { StartServer } from "./Crowd.ts"
import { blockMs, dueOf, stamped } from "./stamp.ts"

/** The bytes of base64 as samples, in memory of their own. */
const samplesOf = (audio: string): Int16Array => {
  const bytes = Buffer.from(audio, "base64")
  return new Int16Array(Uint8Array.from(bytes).buffer)
}

const deltaOf = (due: number): string => {
  const { buffer } = stamped(due)
  return JSON.stringify({
    type: "response.output_audio.delta",
    event_id: "event_bench",
    response_id: "resp_bench",
    item_id: "item_bench",
    output_index: 0,
    content_index: 0,
    delta: Buffer.from(buffer).toString("base64")
  })
}

/** Sends a block every 50 ms until the socket closes. */
const talk = (socket: WebSocket): void => {
  const began = performance.now() + Math.random() * blockMs
  let n = 0
  const next = () => {
    if (socket.readyState !== socket.OPEN) return
    const due = began + n++ * blockMs
    socket.send(deltaOf(due))
    setTimeout(next, Math.max(0, began + n * blockMs - performance.now()))
  }
  setTimeout(next, began - performance.now())
}

export const startBare: StartServer = async (late) => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" })
  await once(server, "listening")
  server.on("connection", (socket) => {
    socket.send('{"type":"session.created","session":{"type":"realtime"}}')
    socket.on("message", (data) => {
      const event: { readonly type: string; readonly audio?: string } = JSON.parse(String(data))
      if (event.type === "response.create") talk(socket)
      if (event.audio !== undefined) late(performance.now() - dueOf(samplesOf(event.audio)))
    })
  })
  const address = server.address()
  if (typeof address !== "object" || address === null) throw new Error("the server has no port")
  return {
    port: address.port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve()))
  }
}
