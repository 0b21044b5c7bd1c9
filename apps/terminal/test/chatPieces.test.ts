/** What `antiphon chat` shows of a server that cuts its words anywhere. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { WebSocketServer } from "ws"
import { ServerEvent } from "@antiphon/core"
import { makeAnswerReader } from "../src/chat/makeAnswerReader.ts"
import { antiphon } from "./run.ts"

/** A server that answers each request with these frames. */
const answering = (frames: ReadonlyArray<string>): Effect.Effect<string, never, Scope.Scope> =>
  Effect.gen(function* () {
    const server = yield* Effect.acquireRelease(
      Effect.callback<WebSocketServer>((resume) => {
        const made: WebSocketServer = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () =>
          resume(Effect.succeed(made))
        )
      }),
      (each) => Effect.callback<void>((resume) => void each.close(() => resume(Effect.void)))
    )
    const session = { type: "realtime" }
    server.on("connection", (socket) => {
      socket.send(JSON.stringify({ type: "session.created", event_id: "e1", session }))
      socket.on("message", (data) => {
        const sent = String(data)
        if (sent.includes(`"session.update"`)) {
          socket.send(JSON.stringify({ type: "session.updated", event_id: "e2", session }))
        }
        if (sent.includes(`"response.create"`)) for (const frame of frames) socket.send(frame)
      })
    })
    const address = server.address()
    assert(typeof address === "object" && address !== null)
    return `ws://127.0.0.1:${address.port}/v1/realtime`
  })

const at = { event_id: "e", response_id: "r", item_id: "i", output_index: 0, content_index: 0 }
const delta = (words: string) => JSON.stringify({ type: "response.output_text.delta", ...at, delta: words })
const done = JSON.stringify({
  type: "response.done",
  event_id: "e9",
  response: { id: "r", status: "completed", output: [] }
})

it.live("a character that pieces cut is shown whole, and a lone half is shown as U+FFFD", () =>
  Effect.gen(function* () {
    const pieces = ["a", "\ud83d", "\ude00b 👩", "\u200d", "\ud83d", "\udcbb\n", "c\ud83d"]
    const run = yield* antiphon(["chat", "--url", yield* answering([...pieces.map(delta), done])], {}, "\ufeffHi\r\n")
    assert.deepStrictEqual(run, { code: 0, stdout: "a😀b 👩‍💻\nc\u{fffd}\n", stderr: "" })
  })
)

it.live("a malformed frame is a line on stderr, and the answer continues", () =>
  Effect.gen(function* () {
    const url = yield* answering([delta("one "), "{oops\u001b", delta("two"), done])
    const run = yield* antiphon(["chat", "--url", url], {}, "Hi\n")
    assert.deepStrictEqual(run, { code: 0, stdout: "one two\n", stderr: "antiphon: frame is not JSON\n" })
  })
)

it.live("a malformed end of an answer fails the chat at once", () =>
  Effect.gen(function* () {
    const url = yield* answering([delta("one"), `{"type":"response.done","event_id":"e","response":7}`])
    const run = yield* antiphon(["chat", "--url", url], {}, "Hi\n")
    assert.strictEqual(run.code, 1)
    assert.match(run.stderr, /^antiphon: response\.done is malformed: [^\n]+\n$/)
  })
)

const message = { id: "i", type: "message", role: "assistant", content: [{ type: "output_text", text: "It is noon." }] }
const itemDone = { type: "response.output_item.done", response_id: "r", output_index: 0, item: message }
const text = (frame: object) => JSON.stringify(frame)

for (const [name, frames] of [
  ["the end of its part", [text({ type: "response.output_text.done", ...at, text: "It is noon." }), done]],
  ["its item", [text(itemDone), text({ type: "response.done", response: { id: "r" } })]],
  ["its end, which has no status", [text({ type: "response.done", response: { id: "r", output: [message] } })]],
  ["its pieces, and its ends repeat them", [delta("It is "), delta("noon."), text(itemDone), done]]
] as const) {
  it.live(`an answer whose words are in ${name} is shown once`, () =>
    Effect.gen(function* () {
      const run = yield* antiphon(["chat", "--url", yield* answering(frames)], {}, "Hi\n")
      assert.deepStrictEqual(run, { code: 0, stdout: "It is noon.\n", stderr: "" })
    })
  )
}

it("a call is read from its item, by the id that it has, and its program reads JSON", () => {
  const call = { type: "function_call" as const, id: "fc", name: "now", arguments: "" }
  const reader = makeAnswerReader()
  reader.take(ServerEvent.make("response.output_item.done", { response_id: "r", output_index: 0, item: call }))
  reader.take(ServerEvent.make("response.done", { response: { id: "r", output: [] } }))
  assert.deepStrictEqual(reader.calls(), [{ name: "now", callId: "fc", arguments: "{}" }])
})
