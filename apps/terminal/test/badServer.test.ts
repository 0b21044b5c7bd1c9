import { Base64, Pcm16 } from "@antiphon/audio"
import { ServerEvent } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { type WebSocket, WebSocketServer } from "ws"
import { channels, demo, folder, inProcess, session } from "./run.ts"

const config = { type: "realtime" } as const
const created = ServerEvent.make("session.created", { event_id: "event_1", session: config })
const updated = ServerEvent.make("session.updated", { event_id: "event_2", session: config })
const refused = ServerEvent.make("error", {
  event_id: "event_2",
  error: { type: "invalid_request_error", message: "no such model" }
})

/** A server that greets, answers the configuration, and at the first audio does `misbehave`. */
const badServer = (
  misbehave: (socket: WebSocket) => void,
  configured: ServerEvent = updated
): Effect.Effect<string, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.callback<WebSocketServer>((resume) => {
        const server: WebSocketServer = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () =>
          resume(Effect.succeed(server))
        )
        server.on("connection", (socket) => {
          socket.send(ServerEvent.encode(created))
          let heard = false
          socket.on("message", (data) => {
            if (String(data).includes(`"session.update"`)) {
              socket.send(ServerEvent.encode(configured))
            } else if (!heard) {
              heard = true
              misbehave(socket)
            }
          })
        })
      }),
      (server) => Effect.callback<void>((resume) => void server.close(() => resume(Effect.void)))
    ),
    (server) => {
      const address = server.address()
      assert(typeof address === "object" && address !== null)
      return `ws://127.0.0.1:${address.port}/v1/realtime`
    }
  )

/** What the recording holds of what came in, in a word each. */
const incoming = (out: string): ReadonlyArray<unknown> =>
  session(out).lines.flatMap((line) => {
    if ("end" in line) return [line.end.reason]
    if (line.direction === "out") return []
    return ["event" in line ? line.event["type"] : line.malformed.reason]
  })

const greeted = ["session.created", "session.updated"]

describe("the received part of a turn is written if the server", () => {
  it.live("sends malformed frames and hangs up", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const url = yield* badServer((socket) => {
        socket.send("{oops")
        socket.send(`{"event_id":"event_3"}`)
        socket.send(Buffer.of(1, 2, 3))
        socket.send(`{"type":"response.done","event_id":"event_4","response":7}`)
        socket.send(`{"type":"brand.new"}`)
        socket.close(1011, "out of order")
      })
      const run = yield* demo(["--url", url, "--out", out])
      assert.strictEqual(run.stderr, "antiphon: closed by the remote side, code 1011 (out of order)\n")
      assert.strictEqual(run.code, 1)
      assert.deepStrictEqual(incoming(out), [
        ...greeted,
        "NotJson",
        "NoType",
        "Binary",
        "Invalid",
        "brand.new",
        "Closed"
      ])
      for (const line of [
        "frame is not JSON",
        "frame has no string `type`",
        "binary frame",
        "response.done is malformed"
      ]) {
        assert.include(run.stdout, `malformed   ${line}`)
      }
      const [left, right] = channels(join(out, "conversation.wav"))
      assert(left !== undefined && right !== undefined && left.length === right.length)
      assert(left.some((sample) => sample !== 0))
    })
  )

  it.live("sends a frame over the size limit", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const url = yield* badServer((socket) => socket.send(`{"type":"brand.new","x":"${"x".repeat(17 << 20)}"}`))
      const run = yield* demo(["--url", url, "--out", out])
      assert.match(run.stderr, /^antiphon: incoming event .*over the limit of 16777216 bytes\n$/)
      assert.strictEqual(run.code, 1)
      assert.deepStrictEqual(incoming(out), [...greeted, "TooLarge"])
    })
  )

  it.live("is cut off in the middle of its answer, with the reply so far", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const said = Int16Array.from({ length: 2400 }, (_, index) => index)
      const url = yield* badServer((socket) => {
        for (const event of halfAnAnswer(said)) socket.send(ServerEvent.encode(event))
        socket.ping()
        socket.once("pong", () => socket.terminate())
      })
      const run = yield* demo(["--url", url, "--out", out])
      assert.match(run.stderr, /^antiphon: closed by the remote side, code 1006\n$/)
      assert.strictEqual(run.code, 1)
      assert.deepStrictEqual(channels(join(out, "reply.wav")), [said])
      assert.deepStrictEqual(incoming(out).slice(-2), ["response.output_audio.delta", "Closed"])
    })
  )

  it.live("fails to answer, and the command exits with 1", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const error = { type: "server_error", message: "over capacity" }
      const failed = ServerEvent.make("response.done", {
        event_id: "event_3",
        response: { id: "resp_1", status: "failed", status_details: { type: "failed", error }, output: [] }
      })
      const url = yield* badServer((socket) => socket.send(ServerEvent.encode(failed)))
      const run = yield* inProcess(["demo", "--fast", "--url", url, "--out", out])
      assert.strictEqual(run.stderr, "antiphon: the answer ended as failed: over capacity\n")
      assert.strictEqual(run.code, 1)
      assert.deepStrictEqual(incoming(out), [...greeted, "response.done", "Closed"])
    })
  )

  it.live("refuses the configuration", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const url = yield* badServer(() => {}, refused)
      const run = yield* demo(["--url", url, "--out", out])
      assert.strictEqual(run.stderr, "antiphon: the server refused the configuration: no such model\n")
      assert.strictEqual(run.code, 1)
      assert.deepStrictEqual(incoming(out), ["session.created", "error", "Closed"])
      assert(!existsSync(join(out, "reply.wav")))
    })
  )
})

const halfAnAnswer = (said: Int16Array): ReadonlyArray<ServerEvent> => {
  const item: ConversationItem = {
    type: "message",
    role: "assistant",
    id: "item_1",
    status: "in_progress",
    content: []
  }
  const part = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 }
  return [
    ServerEvent.make("response.created", { event_id: "event_3", response: { id: "resp_1", status: "in_progress" } }),
    ServerEvent.make("response.output_item.added", {
      event_id: "event_4",
      response_id: "resp_1",
      output_index: 0,
      item
    }),
    ServerEvent.make("response.content_part.added", { event_id: "event_5", ...part, part: { type: "audio" } }),
    ServerEvent.make("response.output_audio.delta", {
      event_id: "event_6",
      ...part,
      delta: Base64.encode(Pcm16.toBytes(said))
    })
  ]
}
