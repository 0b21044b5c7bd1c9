import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { MemoryStore } from "@antiphon/gateway"
import { gaUpstream, type ServedNode, type Upstream } from "@antiphon/gateway/node"
import { WebSocketServer, type WebSocket } from "ws"
import { makeResumeTokens } from "../src/node/ResumeToken.ts"
import { splitAudio } from "../src/relay/splitAudio.ts"
import { foldLog, readHeard } from "../src/session/foldLog.ts"
import { client, get, name, nodeOf } from "./rig.ts"

const created = JSON.stringify({ type: "session.created", event_id: "event_0", session: { type: "realtime" } })

/** A service that greets, and what is done with its socket. */
const service = (act: (socket: WebSocket) => void, greeting = created) =>
  Effect.acquireRelease(
    Effect.callback<WebSocketServer>((resume) => {
      const server: WebSocketServer = new WebSocketServer({ port: 0, host: "127.0.0.1" })
      server.once("listening", () => resume(Effect.succeed(server)))
      server.on("connection", (socket) => {
        socket.send(greeting)
        act(socket)
      })
    }),
    (server) =>
      Effect.sync(() => {
        for (const socket of server.clients) socket.terminate()
        server.close()
      })
  ).pipe(
    Effect.map((server) => {
      const address = server.address()
      return gaUpstream({ base: `ws://127.0.0.1:${typeof address === "object" ? address?.port : 0}/v1` })
    })
  )

describe("the relay", () => {
  it.live("frames of any kind pass both ways as they came, in order", () =>
    Effect.gen(function* () {
      const frames = ["not json", '{ "type" : "new.thing",\n "é": 1 }', '{"type":"response.output_audio.delta"}', "[]"]
      const got: Array<string> = []
      const up = yield* service((socket) =>
        socket.on("message", (data, isBinary) => {
          got.push(`${isBinary} ${String(data)}`)
          socket.send(data, { binary: isBinary })
        })
      )
      const node = yield* nodeOf("a", new MemoryStore(), { upstream: up })
      const user = yield* client(node)
      yield* user.next("session.created")
      user.socket.removeAllListeners("message")
      const back: Array<string> = []
      const all = Effect.callback<void>((resume) => {
        user.socket.on("message", (data, isBinary) => {
          back.push(`${isBinary} ${String(data)}`)
          if (back.length > frames.length) resume(Effect.void)
        })
        for (const frame of frames) user.socket.send(frame)
        user.socket.send(Buffer.from([1, 2]), { binary: true })
      })
      yield* Effect.timeout(all, "10 seconds")
      const expected = [...frames.map((frame) => `false ${frame}`), `true ${String(Buffer.from([1, 2]))}`]
      assert.deepStrictEqual(got, expected)
      assert.deepStrictEqual(back, expected)
    }).pipe(Effect.scoped)
  )

  it.live("the longest reason of a close passes whole, and no character of it is cut in two", () =>
    Effect.gen(function* () {
      const reason = `${"x".repeat(121)}é`
      const up = yield* service((socket) => socket.once("message", () => socket.close(4001, reason)))
      const user = yield* client(yield* nodeOf("a", new MemoryStore(), { upstream: up }))
      yield* user.next("session.created")
      user.send({ type: "go" })
      assert.deepStrictEqual(yield* user.end, [4001, reason])
    }).pipe(Effect.scoped)
  )

  for (const [what, greeting] of [
    ["no event", "<html>"],
    ["an error that is a text", '{"type":"error","error":"no such model"}'],
    ["an error without a type", '{"error":{"message":"over quota"}}']
  ] as const) {
    it.live(`a service that greets with ${what} refuses the client at once`, () =>
      Effect.gen(function* () {
        const up = yield* service(() => {}, greeting)
        const user = yield* client(yield* nodeOf("a", new MemoryStore(), { upstream: up }))
        const [, said] = yield* Effect.timeout(user.end, "5 seconds")
        assert.include(said, "502")
      }).pipe(Effect.scoped)
    )
  }

  it.live("a service is not read while its client takes nothing, and nothing is lost", () =>
    Effect.gen(function* () {
      // More than the sockets' buffers of the machine hold on the way, so that the rest has to wait at the service.
      const frame = JSON.stringify({ type: "noise", text: "x".repeat(64_000) })
      const count = 300
      const up = yield* service((socket) => {
        socket.once("message", () => {
          for (let n = 0; n < count; n++) socket.send(frame)
        })
      })
      const paused = yield* Deferred.make<void>()
      let resumes = 0
      // What the service has handed over says nothing, because the system takes all of it at once. What the node has read does.
      const read = (): number => node.context.counters.framesIn
      const watched: Upstream = {
        ...up,
        dial: (ask) =>
          Effect.map(up.dial(ask), (peer) => {
            const { pause, resume } = peer
            return Object.assign(peer, {
              pause: () => {
                pause()
                if (read() > 1) Deferred.doneUnsafe(paused, Effect.void)
              },
              resume: () => {
                resumes++
                resume()
              }
            })
          })
      }
      const node: ServedNode = yield* nodeOf("a", new MemoryStore(), { upstream: watched })
      const user = yield* client(node)
      yield* user.next("session.created")
      user.socket.pause()
      user.send({ type: "go" })
      yield* Effect.timeout(Deferred.await(paused), "20 seconds")
      // The node goes on with all else, so it had the time to read on.
      for (let n = 0; n < 5; n++) assert.strictEqual((yield* get(node, "/healthz")).status, 200)
      assert.isAbove((count - read()) * frame.length, 6_000_000)
      const resumed = resumes
      user.socket.resume()
      yield* user.until("noise", count)
      assert.isAbove(resumes, resumed)
    }).pipe(Effect.scoped)
  )
})

describe("what is read beside the relay", () => {
  const audio = Buffer.alloc(4_800).toString("base64")
  const split = (text: string) => splitAudio(Buffer.from(text), "input_audio_buffer.append", "audio")

  it("audio is found wherever it stands in the frame, and anything doubtful is parsed as a whole", () => {
    for (const text of [
      JSON.stringify({ type: "input_audio_buffer.append", audio }),
      JSON.stringify({ audio, type: "input_audio_buffer.append", event_id: "é" }),
      `{ "type" : "input_audio_buffer.append", "audio" : "${audio}" }`
    ]) {
      const found = split(text)
      assert.strictEqual(found && Buffer.from(text).toString("latin1", found.start, found.end), audio)
    }
    assert.isUndefined(split(JSON.stringify({ type: "other", audio })))
    assert.isUndefined(split(`{"type":"input_audio_buffer.append","audio":"${audio}\\/"}`))
    assert.isUndefined(split(`{"type":"input_audio_buffer.append","audio":"${audio}`))
    assert.isUndefined(split(JSON.stringify({ type: "input_audio_buffer.append", x: { audio } })))
  })

  it("a token of any of our secrets is taken until it expires, and a changed one is not", () => {
    const [old, young] = [Redacted.make("old"), Redacted.make("young")]
    const sid = name("sess_1")
    const before = makeResumeTokens([old]).sign({ sid, first: 7 }, 1_000)
    const tokens = makeResumeTokens([young, old])
    assert.deepStrictEqual(tokens.verify(before, 999), { sid, first: 7 })
    assert.isUndefined(tokens.verify(before, 1_000))
    assert.isUndefined(tokens.verify(before.replace(".7.", ".8."), 1))
    assert.isUndefined(makeResumeTokens([young]).verify(before, 1))
    for (const text of ["", "v1", "v1.a.b.c.d", "v1.../.1.9.x"]) assert.isUndefined(tokens.verify(text, 1))
  })

  it("of a cut answer no more counts as heard than the client says, or than can have been played", () => {
    const place = { response_id: "r", output_index: 0, item_id: "i", content_index: 0 }
    const item = { id: "i", type: "message", role: "assistant", status: "in_progress", content: [] }
    const lines = [
      { t: 0, k: "open", tenant: "acme", model: "m", kind: "conversation" },
      { t: 0, d: "in", e: { type: "response.created", response: { id: "r", status: "in_progress", output: [] } } },
      { t: 1, d: "in", e: { type: "response.output_item.added", response_id: "r", output_index: 0, item } },
      { t: 100, d: "in", a: { bytes: 480_000, place } },
      { t: 600, d: "out", a: { bytes: 10 } }
    ].map((line) => JSON.stringify(line))
    const chunk = { position: 1, epoch: 1, node: name("a"), kind: "lines", lines } as const
    const heardOf = (heard?: string) => foldLog([chunk], readHeard(heard)).state.items.get("i")?.parts.get(0)
    assert.strictEqual(heardOf()?.audioMs, 10_000)
    assert.strictEqual(heardOf()?.truncatedAtMs, 500)
    assert.strictEqual(heardOf("i:120")?.truncatedAtMs, 120)
    assert.isUndefined(heardOf("i:99999")?.truncatedAtMs)
  })
})
