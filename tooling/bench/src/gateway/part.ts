/** A process of the bench of the gateway: the service, a relay, or the clients. */
import { token } from "@antiphon/gateway"
import { fileEngine, gaUpstream, serveNode } from "@antiphon/gateway/node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { WebSocket, WebSocketServer } from "ws"

const [role = "", where = ""] = process.argv.slice(2)
const options = { perMessageDeflate: false } as const
const audio = "UklGRiQA".repeat(800)

const listening = (server: ReturnType<typeof createServer>): Promise<number> =>
  new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      resolve(typeof address === "object" && address !== null ? address.port : 0)
    })
  )

/** Greets, and answers each appended frame with a delta of the same size, which carries its number. */
const service = (): Promise<number> => {
  const server = createServer()
  new WebSocketServer({ server, ...options }).on("connection", (socket) => {
    let n = 0
    const session = { type: "realtime", id: "sess_bench", object: "realtime.session", model: "bench" }
    socket.send(JSON.stringify({ type: "session.created", event_id: "event_0", session }))
    const place = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 }
    socket.on("message", () => {
      n++
      socket.send(
        JSON.stringify({ type: "response.output_audio.delta", event_id: `event_${n}`, ...place, delta: audio })
      )
    })
  })
  return listening(server)
}

/** The least that a relay can do: frames pass, and a side is paused while the other is full. */
const bare = (): Promise<number> => {
  const server = createServer()
  new WebSocketServer({ server, ...options }).on("connection", (client) => {
    const upstream = new WebSocket(`${where}/realtime?model=bench`, ["realtime"], options)
    const early: Array<Buffer> = []
    client.on("message", (data: Buffer, binary) => {
      if (upstream.readyState === WebSocket.OPEN) upstream.send(data, { binary })
      else early.push(data)
    })
    upstream.on("open", () => {
      for (const data of early) upstream.send(data, { binary: false })
    })
    upstream.on("message", (data: Buffer, binary) => client.send(data, { binary }))
    client.on("close", () => upstream.close())
    upstream.on("close", () => client.close())
  })
  return listening(server)
}

/** Runs until the process is ended. Logs and sound are written to disk, as a node alone does. */
const gateway = Effect.gen(function* () {
  const node = token("bench")
  if (node === undefined) throw new TypeError("'bench' is a token")
  const folder = mkdtempSync(join(tmpdir(), "antiphon-bench-"))
  process.once("SIGTERM", () => {
    rmSync(folder, { recursive: true, force: true })
    process.exit(0)
  })
  const { port } = yield* Effect.provide(
    serveNode({ node, upstream: gaUpstream({ base: where }) }),
    Layer.orDie(fileEngine({ node, folder }))
  )
  process.send?.({ port })
  return yield* Effect.never
}).pipe(Effect.scoped)

interface Work {
  readonly port: number
  readonly sessions: number
  readonly frames: number
  /** 0 sends the next frame as soon as one came back. */
  readonly everyMs: number
}

/** One session. Returns the times of its frames. */
const talk = ({ everyMs, frames, port }: Work): Promise<ReadonlyArray<number>> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/realtime?model=bench`, ["realtime"], options)
    const frame = JSON.stringify({ type: "input_audio_buffer.append", audio })
    const sent: Array<number> = []
    const times: Array<number> = []
    const send = (): void => {
      sent.push(performance.now())
      socket.send(frame)
    }
    socket.on("error", reject)
    socket.on("message", (data: Buffer) => {
      if (data.length < 1_000) {
        if (everyMs === 0) return send()
        const timer = setInterval(() => (sent.length < frames ? send() : clearInterval(timer)), everyMs)
        return
      }
      times.push(performance.now() - (sent[times.length] ?? 0))
      if (times.length < frames) return everyMs === 0 ? send() : undefined
      socket.close()
      resolve(times)
    })
  })

let before = process.cpuUsage()
process.on("message", (work: Partial<Work>) => {
  if (role !== "client") {
    const { system, user } = process.cpuUsage(before)
    before = process.cpuUsage()
    process.send?.({ cpu: system + user })
    return
  }
  const all = Array.from({ length: work.sessions ?? 1 }, () => talk(work as Work))
  void Promise.all(all).then((each) => {
    const times = each.flat()
    process.send?.({ times, frames: times.length * 2 })
  })
})

if (role === "gateway") Effect.runFork(gateway)
else {
  const port = await (role === "service" ? service() : role === "bare" ? bare() : Promise.resolve(0))
  process.send?.({ port })
}
