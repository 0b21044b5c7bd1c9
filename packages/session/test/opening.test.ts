/** What a server may say at first, and what the user reads of it. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { Session, type SessionOptions } from "../src/index.ts"
import { endsOpening } from "../src/machine/opening.ts"

/** A session that is opened while the server says these frames. */
const opened = Effect.fnUntraced(function* (frames: ReadonlyArray<object>, options: SessionOptions = {}) {
  const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
  const opening = yield* Effect.forkChild(Effect.result(Session.make(client, options)), { startImmediately: true })
  for (const frame of frames) yield* server.send(JSON.parse(JSON.stringify(frame)))
  return opening
})

const failing = (...frames: ReadonlyArray<object>) =>
  Effect.gen(function* () {
    const result = yield* Fiber.join(yield* opened(frames))
    assert(result._tag === "Failure")
    return result.failure
  })

const beta = {
  id: "sess_1",
  object: "realtime.session",
  model: "m",
  modalities: ["text", "audio"],
  input_audio_format: "pcm16"
}

for (const [name, frame, words] of [
  ["a greeting without a session", { type: "session.created", event_id: "e" }, /session\.created.*session/],
  ["a greeting whose session is no object", { type: "session.created", event_id: "e", session: 7 }, /session/],
  [
    "a greeting in the dialect of the beta",
    { type: "session.created", event_id: "e", session: beta },
    /beta.*adaptBeta/
  ],
  ["transcription_session.created", { type: "transcription_session.created", session: {} }, /beta.*adaptBeta/],
  [
    "the greeting of a translation session",
    { type: "session.created", event_id: "e", session: { type: "translation" } },
    /translation/
  ],
  ["an object without a type", { hello: "world" }, /no string `type`/]
] as const) {
  it.effect(`${name} ends the opening at once, with words`, () =>
    Effect.gen(function* () {
      const { message, reason } = yield* failing(frame)
      assert.match(message, words)
      assert(reason._tag === "Disconnected")
      assert.strictEqual(reason.error.reason._tag, "Protocol")
    })
  )
}

it.effect("an error at first ends the opening at once, with what the server said", () =>
  Effect.gen(function* () {
    const error = { type: "invalid_request_error", code: "model_not_found", message: "There is no model x." }
    const { message, reason } = yield* failing({ type: "error", event_id: "e", error })
    assert.match(message, /There is no model x\./)
    assert.strictEqual(reason._tag, "Refused")
  })
)

it.effect("an error at first that lacks its type, or is only a text, is read too", () =>
  Effect.gen(function* () {
    assert.match((yield* failing({ type: "error", error: { message: "No such model." } })).message, /No such model\./)
    assert.match((yield* failing({ type: "error", error: "No such model." })).message, /No such model\./)
    assert.match((yield* failing({ type: "error", message: "No such model." })).message, /No such model\./)
    assert.match((yield* failing({ error: { message: "No such model." } })).message, /No such model\./)
    assert.match((yield* failing({ error: "No such model." })).message, /No such model\./)
  })
)

it.effect(
  "an error at first that is about the key is a refused credential, and trouble of the server is worth a try",
  () =>
    Effect.gen(function* () {
      const key = { type: "invalid_request_error", code: "invalid_api_key", message: "Incorrect API key." }
      const refused = yield* failing({ type: "error", event_id: "e", error: key })
      assert(refused.reason._tag === "Disconnected")
      assert.strictEqual(refused.reason.error.reason._tag, "Unauthorized")
      const trouble = yield* failing({
        type: "error",
        event_id: "e",
        error: { type: "server_error", message: "Busy." }
      })
      assert(trouble.reason._tag === "Disconnected" && trouble.reason.error.reason._tag === "Open")
      assert.strictEqual(trouble.reason.error.reason.status, 503)
    })
)

it.effect("what else comes before the greeting is no reason to fail", () =>
  Effect.gen(function* () {
    const opening = yield* opened([
      { type: "rate_limits.updated", event_id: "e", rate_limits: [] },
      { type: "welcome.to_this_server" },
      { type: "session.created", event_id: "e", session: { type: "realtime" } }
    ])
    assert.strictEqual((yield* Fiber.join(opening))._tag, "Success")
  })
)

it.effect("a greeting that never comes fails at the deadline, with what came instead", () =>
  Effect.gen(function* () {
    const opening = yield* opened([{ type: "welcome.to_this_server" }])
    yield* TestClock.adjust("10 seconds")
    const result = yield* Fiber.join(opening)
    assert(result._tag === "Failure")
    assert.strictEqual(result.failure.reason._tag, "NoAnswer")
    assert.match(result.failure.message, /welcome\.to_this_server/)
  })
)

it.effect("a connection that closes before the greeting fails with what came instead", () =>
  Effect.gen(function* () {
    const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
    const opening = yield* Effect.forkChild(Effect.result(Session.make(client)), { startImmediately: true })
    for (const frame of [{ type: "welcome.to_this_server" }, { type: "quota.exceeded" }]) {
      yield* server.send(JSON.parse(JSON.stringify(frame)))
    }
    yield* server.close(1008, "no more today")
    const result = yield* Fiber.join(opening)
    assert(result._tag === "Failure" && result.failure.reason._tag === "Disconnected")
    assert.deepStrictEqual(result.failure.reason.came, ["welcome.to_this_server", "quota.exceeded"])
    assert.match(result.failure.message, /no more today.*welcome\.to_this_server, quota\.exceeded/)
  })
)

it.effect("what a server quotes of a key is in no error", () =>
  Effect.gen(function* () {
    const key = "plain-Secret.1"
    const error = { type: "invalid_request_error", code: "no", message: `Incorrect API key: ${key}. token=${key}` }
    const { message, reason } = yield* failing({ type: "error", event_id: "e", error })
    assert(reason._tag === "Refused")
    assert.match(message, /Incorrect API key: <redacted>\./)
    assert.notInclude(message + JSON.stringify(reason.error), key)
    const closed = yield* failing({ type: `token=${key}` }, { type: "error", message: `api_key: ${key}` })
    assert.notInclude(closed.message, key)
  })
)

it("conversation.created before the greeting does not end the opening", () => {
  const created = ServerEvent.decode('{"type":"conversation.created","event_id":"e","conversation":{"id":"c"}}')
  assert.strictEqual(endsOpening(created), undefined)
})
