/** Calls over HTTP (protocol section 0). The in-memory pair plays their tracks and their channel. */
import { readFileSync } from "node:fs"
import {
  ClientEvent,
  type Connection,
  type Handshake,
  Open,
  Protocol,
  ServerEvent,
  TransportError
} from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import {
  type AnswerCall,
  RunningCalls,
  type CallsHandlerOptions,
  Engine,
  type GateOptions,
  Keys,
  makeCallsHandler,
  makeGate,
  makeHandler,
  serve
} from "../src/index.ts"
import { handlerOf } from "./callsExample.ts"
import { joined, only, outline, silence, tone } from "./helper.ts"

const key = "sk-test"
const path = "/v1/realtime/calls"
const sdp = "v=0\r\n"
const openai = Engine.scripted({ turns: [{ heard: "Hello?", say: "Good day to you.", voice: tone(6000) }] })
const services = Layer.mergeAll(openai, RunningCalls.layer, Keys.layer({ apiKeys: [Redacted.make(key)] }))

interface Peer {
  readonly callId: string
  readonly offer: string
  readonly client: Connection<ServerEvent, ClientEvent>
  /** Its data channel opens. */
  readonly open: Effect.Effect<unknown>
}

/** The far ends of the calls that were answered, and those whose call has been released. */
const memory = Effect.gen(function* () {
  const peers = yield* Queue.unbounded<Peer>()
  const released = yield* Queue.unbounded<string>()
  const answer: AnswerCall = Effect.fnUntraced(function* (offer, { callId }) {
    if (!offer.startsWith("v=0")) return yield* new TransportError({ reason: new Protocol({ detail: "no SDP" }) })
    yield* Effect.addFinalizer(() => Queue.offer(released, callId))
    const { client, server } = yield* pair({
      incoming: ServerEvent,
      outgoing: ClientEvent,
      audio: "tracks",
      maxEventBytes: 262_144
    })
    const opened = yield* Deferred.make<void>()
    yield* Queue.offer(peers, { callId, offer, client, open: Deferred.succeed(opened, undefined) })
    return { sdp: `answer to ${offer}`, connection: Effect.as(Deferred.await(opened), server) }
  })
  return { answer, peer: Queue.take(peers), released: Queue.take(released) }
})

const hold = (gate: Effect.Success<ReturnType<typeof makeGate>>) =>
  Effect.fnUntraced(function* (connection: Connection<ClientEvent, ServerEvent>, offered: Handshake) {
    const { handshake, session } = yield* gate.enter(connection, offered)
    return yield* serve(connection, handshake, { seed: "call", session })
  })

const desk = Effect.fnUntraced(function* (
  options: GateOptions & Partial<Pick<CallsHandlerOptions<never, never>, "answer" | "maxBodyBytes">> = {}
) {
  const { answer, maxBodyBytes, ...gated } = options
  const gate = yield* makeGate(gated)
  const far = yield* memory
  const calls = yield* makeCallsHandler({
    answer: answer ?? far.answer,
    gate,
    hold: hold(gate),
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes })
  })
  const handler = yield* makeHandler({ calls })
  const post = Effect.fnUntraced(function* (
    body: string | FormData | null,
    { headers = {}, query = "", to = path }: { headers?: Record<string, string>; query?: string; to?: string } = {}
  ) {
    const whole = new Response(body, typeof body === "string" ? { headers: { "content-type": "application/sdp" } } : {})
    const bytes = yield* Effect.promise(() => whole.arrayBuffer())
    const type = whole.headers.get("content-type")
    return yield* handler(
      new Request(`http://localhost${to}${query}`, {
        method: "POST",
        body: bytes,
        headers: { authorization: `Bearer ${key}`, ...(type === null ? {} : { "content-type": type }), ...headers }
      })
    )
  })
  const secret = Effect.fnUntraced(function* (session: object, of = "client_secrets") {
    const body = JSON.stringify({ session })
    const headers = { "content-type": "application/json" }
    const response = yield* post(body, { to: `/v1/realtime/${of}`, headers })
    return { authorization: `Bearer ${(yield* json(response)).value}` }
  })
  return { ...far, gate, handler, post, secret }
})

it.effect("the example of the README opens calls", () =>
  Effect.gen(function* () {
    const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")
    assert.include(text("../README.md"), text("callsExample.ts"))
    const { answer, peer } = yield* memory
    const handler = yield* handlerOf(answer)
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/sdp" }
    const request = new Request(`http://localhost${path}?model=m`, { method: "POST", body: sdp, headers })
    assert.strictEqual((yield* handler(request)).status, 201)
    assert.deepInclude(yield* greeted(yield* peer), { model: "m" })
  }).pipe(Effect.provide(services))
)

const json = (response: Response) => Effect.promise(() => response.json())

/** A form as a page sends it. Its parts may be files. */
const form = (parts: Readonly<Record<string, string | Blob>>): FormData => {
  const body = new FormData()
  for (const [name, part] of Object.entries(parts)) body.append(name, part)
  return body
}

/** The events of a connection, taken one by one. */
const listening = Effect.fnUntraced(function* (connection: Connection<ServerEvent, ClientEvent>) {
  const events = yield* Queue.unbounded<ServerEvent>()
  yield* connection.incoming.pipe(
    Stream.runForEach((each) => (each._tag === "Known" ? Queue.offer(events, each.event) : Effect.die(each))),
    Effect.ignore,
    Effect.forkScoped
  )
  const until = Effect.fnUntraced(function* (type: ServerEvent["type"]) {
    const taken = [yield* Queue.take(events)]
    while (taken.at(-1)?.type !== type) taken.push(yield* Queue.take(events))
    return taken
  })
  return { ...connection, until }
})

/** The settings with which the session of the next call begins. */
const greeted = Effect.fnUntraced(function* ({ client, open }: Peer) {
  const { until } = yield* listening(client)
  yield* open
  const { session } = only(yield* until("session.created"), "session.created")
  assert.isTrue(session.type === "realtime")
  return session.type === "realtime" ? session : undefined
})

describe("a call is opened", () => {
  it.effect("by a bare offer with a client secret, answered with 201, Location and the session of the secret", () =>
    Effect.gen(function* () {
      const { peer, post, secret } = yield* desk()
      const headers = yield* secret({ type: "realtime", model: "gpt-realtime-2", instructions: "Be brief." })
      const response = yield* post(sdp, { headers: { ...headers, origin: "https://page.example" } })
      assert.strictEqual(response.status, 201)
      assert.strictEqual(response.headers.get("content-type"), "application/sdp")
      assert.strictEqual(yield* Effect.promise(() => response.text()), `answer to ${sdp}`)
      const far = yield* peer
      assert.match(far.callId, /^rtc_[0-9a-f]{32}$/)
      assert.strictEqual(response.headers.get("location"), `${path}/${far.callId}`)
      assert.strictEqual(response.headers.get("access-control-expose-headers"), "Location")
      assert.deepInclude(yield* greeted(far), { model: "gpt-realtime-2", instructions: "Be brief." })
    }).pipe(Effect.provide(services))
  )

  it.effect(
    "by a form with an API key, with the model in its session or in the query, even if its parts are files",
    () =>
      Effect.gen(function* () {
        const { peer, post } = yield* desk()
        const session = JSON.stringify({ type: "realtime", model: "gpt-realtime-2", instructions: "Be brief." })
        const asked = [
          post(form({ sdp, session })),
          post(
            form({
              sdp: new Blob([sdp], { type: "application/sdp" }),
              session: new Blob([session], { type: "application/json" })
            })
          ),
          post(form({ sdp, session: `{"type":"realtime","instructions":"Be brief."}` }), {
            query: "?model=gpt-realtime-2"
          })
        ]
        for (const each of asked) {
          assert.strictEqual((yield* each).status, 201)
          const far = yield* peer
          assert.strictEqual(far.offer, sdp)
          assert.deepInclude(yield* greeted(far), { model: "gpt-realtime-2", instructions: "Be brief." })
        }
        assert.strictEqual((yield* post(sdp, { query: "?model=gpt-realtime-3" })).status, 201)
        assert.deepInclude(yield* greeted(yield* peer), { model: "gpt-realtime-3", instructions: "" })
      }).pipe(Effect.provide(services))
  )

  it.effect("by a form with a client secret, whose session it updates by the rules of session.update", () =>
    Effect.gen(function* () {
      const { peer, post, secret } = yield* desk()
      const audio = { input: { turn_detection: { type: "semantic_vad" } }, output: { voice: "marin" } }
      const headers = yield* secret({ type: "realtime", model: "m", instructions: "Be brief.", audio })
      const session = {
        type: "realtime",
        tools: [{ type: "function", name: "f" }],
        audio: { input: { turn_detection: null } }
      }
      yield* post(form({ sdp, session: JSON.stringify(session) }), { headers })
      const begun = yield* greeted(yield* peer)
      assert.deepInclude(begun, { model: "m", instructions: "Be brief.", tools: [{ type: "function", name: "f" }] })
      assert.deepStrictEqual([begun?.audio?.output?.voice, begun?.audio?.input?.turn_detection], ["marin", null])
      yield* post(form({ sdp, session: `{"type":"realtime","model":"other"}` }), { headers })
      assert.deepInclude(yield* greeted(yield* peer), { model: "other", instructions: "Be brief." })
    }).pipe(Effect.provide(services))
  )
})

describe("a call is refused", () => {
  const big = "v=0".padEnd(65_537)
  const realtime = (session: object) => JSON.stringify({ type: "realtime", model: "m", ...session })
  const clash = { audio: { output: { speed: 9 } } }
  const model = "?model=m"
  type Ask = Parameters<Effect.Success<ReturnType<typeof desk>>["post"]>
  const refused: ReadonlyArray<readonly [string, Ask, number, code: string, param: string | null]> = [
    ["without a key", [sdp, { query: model, headers: { authorization: "" } }], 401, "invalid_api_key", null],
    [
      "of a foreign page",
      [sdp, { query: model, headers: { origin: "https://evil.example" } }],
      403,
      "permission_denied",
      null
    ],
    ["of a model that is not there", [sdp, { query: "?model=n" }], 403, "permission_denied", null],
    ["without a model", [sdp], 400, "missing_required_parameter", "model"],
    [
      "without a model in its session",
      [form({ sdp, session: `{"type":"realtime"}` })],
      400,
      "missing_required_parameter",
      "session.model"
    ],
    ["without an offer", [form({ session: realtime({}) })], 400, "missing_required_parameter", "sdp"],
    ["with an empty offer", ["", { query: model }], 400, "missing_required_parameter", "sdp"],
    ["with an offer that is none", ["hello", { query: model }], 400, "invalid_offer", "sdp"],
    ["with an offer past 64 KiB", [big, { query: model }], 413, "request_too_large", null],
    ["with such an offer in a form", [form({ sdp: big, session: realtime({}) })], 413, "request_too_large", "sdp"],
    [
      "with a form past its limit",
      [form({ sdp, session: realtime({ instructions: "x".repeat(99_999) }) })],
      413,
      "request_too_large",
      null
    ],
    [
      "as JSON",
      [`{"sdp":""}`, { query: model, headers: { "content-type": "application/json" } }],
      415,
      "unsupported_media_type",
      null
    ],
    [
      "as a form that is none",
      ["x", { headers: { "content-type": "multipart/form-data; boundary=b" } }],
      400,
      "invalid_request",
      null
    ],
    ["with a session that is no JSON", [form({ sdp, session: "{" })], 400, "invalid_request", null],
    [
      "with an unknown key",
      [form({ sdp, session: realtime({ voice: "x" }) })],
      400,
      "unknown_parameter",
      "session.voice"
    ],
    [
      "with a value out of range",
      [form({ sdp, session: realtime({ max_output_tokens: 0 }) })],
      400,
      "invalid_value",
      "session.max_output_tokens"
    ],
    [
      "with settings out of range",
      [form({ sdp, session: realtime(clash) })],
      400,
      "invalid_value",
      "session.audio.output.speed"
    ],
    ["elsewhere", [sdp, { to: `${path}/rtc_1/dance` }], 404, "not_found", null]
  ]
  for (const [title, ask, status, code, param] of refused) {
    it.effect(`${title}: ${status} ${code}`, () =>
      Effect.gen(function* () {
        const { post } = yield* desk({ models: ["m"], origins: ["https://page.example"], maxBodyBytes: 99_999 })
        const response = yield* post(...ask)
        const { error } = yield* json(response)
        assert.deepStrictEqual([response.status, error.code, error.param], [status, code, param])
      }).pipe(Effect.provide(services))
    )
  }

  it.effect("if it asks for what its client secret does not open", () =>
    Effect.gen(function* () {
      const { post, secret } = yield* desk()
      const conversation = yield* secret({ type: "realtime" })
      const transcription = yield* secret({ type: "transcription" })
      const translation = yield* secret({ model: "m" }, "translations/client_secrets")
      const refusal = (headers: Record<string, string>, query: string, body: string | FormData = sdp) =>
        Effect.flatMap(post(body, { headers, query }), (response) =>
          Effect.map(json(response), ({ error }) => [response.status, error.code, error.param])
        )
      assert.deepStrictEqual(yield* refusal(conversation, model), [400, "invalid_value", "model"])
      assert.deepStrictEqual(yield* refusal(translation, ""), [403, "permission_denied", null])
      const body = form({ sdp, session: realtime({}) })
      assert.deepStrictEqual(yield* refusal(transcription, "", body), [403, "permission_denied", null])
      assert.deepStrictEqual(yield* refusal({ authorization: "Bearer ek_none" }, ""), [401, "invalid_api_key", null])
    }).pipe(Effect.provide(services))
  )

  it.effect("past the limit of connections, which counts calls that are not open yet", () =>
    Effect.gen(function* () {
      const { peer, post, released } = yield* desk({ maxConnections: 1 })
      assert.strictEqual((yield* post(sdp, { query: model })).status, 201)
      const first = yield* peer
      assert.strictEqual((yield* post(sdp, { query: model })).status, 503)
      yield* first.open
      assert.strictEqual((yield* post(sdp, { query: model })).status, 503)
      yield* first.client.close()
      assert.strictEqual(yield* released, first.callId)
      assert.strictEqual((yield* post(sdp, { query: model })).status, 201)
    }).pipe(Effect.provide(services))
  )

  it.effect("with 500 if the server fails and 504 after 15 s, and nothing stays behind", () =>
    Effect.gen(function* () {
      const unable = new TransportError({ reason: new Open({ detail: "no ports left on 10.0.0.1" }) })
      const { post } = yield* desk({ answer: () => Effect.fail(unable) })
      const response = yield* post(sdp, { query: model })
      assert.strictEqual(response.status, 500)
      assert.notInclude(JSON.stringify(yield* json(response)), "10.0.0.1")
      const released = yield* Deferred.make<void>()
      const endless = yield* desk({
        answer: () =>
          Effect.andThen(
            Effect.addFinalizer(() => Deferred.succeed(released, undefined)),
            Effect.never
          )
      })
      const waiting = yield* Effect.forkChild(endless.post(sdp, { query: model }))
      yield* TestClock.adjust("15 seconds")
      assert.strictEqual((yield* Fiber.join(waiting)).status, 504)
      yield* Deferred.await(released)
    }).pipe(Effect.provide(services))
  )
})

describe("a call ends", () => {
  const opened = Effect.fnUntraced(function* ({ peer, post }: Effect.Success<ReturnType<typeof desk>>) {
    yield* post(sdp, { query: "?model=m" })
    const far = yield* peer
    const client = yield* listening(far.client)
    yield* far.open
    yield* client.until("session.created")
    return { ...far, client }
  })

  it.effect("when it is hung up, which closes the peer, releases everything and frees the id", () =>
    Effect.gen(function* () {
      const calls = yield* desk()
      const { callId, client } = yield* opened(calls)
      const hangUp = (headers = {}) => calls.post(null, { to: `${path}/${callId}/hangup`, headers })
      assert.strictEqual((yield* hangUp({ authorization: "Bearer sk-wrong" })).status, 401)
      assert.strictEqual((yield* hangUp(yield* calls.secret({ type: "realtime" }))).status, 403)
      const response = yield* hangUp()
      assert.deepStrictEqual([response.status, yield* Effect.promise(() => response.text())], [200, ""])
      const { reason } = yield* client.ended
      assert.deepInclude(reason, { _tag: "Closed", code: 1000, by: "remote", reason: "the call was hung up" })
      assert.strictEqual(yield* calls.released, callId)
      assert.strictEqual((yield* hangUp()).status, 404)
      const got = yield* calls.handler(new Request(`http://localhost${path}/${callId}/hangup`))
      assert.deepStrictEqual([got.status, got.headers.get("allow")], [405, "POST"])
    }).pipe(Effect.provide(services))
  )

  it.effect("when it is hung up before its channel is open", () =>
    Effect.gen(function* () {
      const { peer, post, released } = yield* desk()
      yield* post(sdp, { query: "?model=m" })
      const { callId } = yield* peer
      assert.strictEqual((yield* post(null, { to: `${path}/${callId}/hangup` })).status, 200)
      assert.strictEqual(yield* released, callId)
    }).pipe(Effect.provide(services))
  )

  it.effect("when the peer leaves, and when its session has lasted long enough", () =>
    Effect.gen(function* () {
      const calls = yield* desk()
      const leaving = yield* opened(calls)
      yield* leaving.client.close(1000, "bye")
      assert.strictEqual(yield* calls.released, leaving.callId)
      const lasting = yield* opened(calls)
      yield* TestClock.adjust("1 hour")
      const { reason } = yield* lasting.client.ended
      assert.strictEqual(reason._tag === "Closed" && reason.code, 1001)
      assert.strictEqual(yield* calls.released, lasting.callId)
    }).pipe(Effect.provide(services))
  )

  it.effect("after 30 s if the peer never opens its channel", () =>
    Effect.gen(function* () {
      const { peer, post, released } = yield* desk()
      yield* post(sdp, { query: "?model=m" })
      const { callId } = yield* peer
      yield* TestClock.adjust("30 seconds")
      assert.strictEqual(yield* released, callId)
    }).pipe(Effect.provide(services))
  )

  it.effect("when the server stops", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const calls = yield* Scope.provide(desk(), scope)
      const { callId, client } = yield* opened(calls)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual((yield* client.ended).reason._tag, "Closed")
      assert.strictEqual(yield* calls.released, callId)
    }).pipe(Effect.provide(services))
  )
})

describe("in a call", () => {
  /** A sideband, as a listener would hand it over. */
  const sideband = Effect.fnUntraced(function* (callId: string) {
    const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
    const query = { call_id: callId }
    const handshake: Handshake = {
      path: "/v1/realtime",
      query,
      dialect: "ga",
      key: Option.none(),
      origin: Option.none(),
      peer: ""
    }
    yield* Effect.forkScoped(serve(server, handshake))
    return yield* listening(client)
  })

  const called = Effect.fnUntraced(function* () {
    const { peer, post } = yield* desk()
    yield* post(sdp, { query: "?model=m" })
    const far = yield* peer
    const client = yield* listening(far.client)
    yield* far.open
    yield* client.until("session.created")
    const side = yield* sideband(far.callId)
    yield* side.until("session.created")
    return { client, side, callId: far.callId, media: Option.getOrThrow(far.client.media) }
  })

  it.effect("a turn in tracks is answered, speech interrupts the answer, and a sideband receives both", () =>
    Effect.gen(function* () {
      const { client, media, side } = yield* called()
      yield* Effect.forkScoped(Effect.ignore(media.send(joined([silence(400), tone(800), silence(900)]))))
      yield* TestClock.adjust("3 seconds")
      const answered = yield* client.until("output_audio_buffer.started")
      assert.includeMembers([...outline(answered)], ["input_audio_buffer.committed", "response.created"])
      yield* Effect.forkScoped(Effect.ignore(media.send(joined([tone(800), silence(900)]))))
      yield* TestClock.adjust("3 seconds")
      const events = yield* client.until("conversation.item.truncated")
      const types = outline(events)
      assert.isAbove(types.indexOf("output_audio_buffer.cleared"), types.indexOf("input_audio_buffer.speech_started"))
      const { audio_end_ms } = only(events, "conversation.item.truncated")
      assert.isTrue(Number(audio_end_ms) > 0 && Number(audio_end_ms) < 6000)
      const overheard = yield* side.until("conversation.item.truncated")
      assert.deepStrictEqual(overheard, [...answered, ...events])
      assert.notInclude(JSON.stringify(overheard), "response.output_audio.delta")
    }).pipe(Effect.provide(services))
  )

  it.effect(
    "an event past 262,144 bytes becomes an error that names the sideband, and the sideband gets the event",
    () =>
      Effect.gen(function* () {
        const { callId, client, side } = yield* called()
        const content = [{ type: "input_text", text: "x".repeat(300_000) } as const]
        const item = { type: "message", role: "user", content } as const
        yield* side.send(ClientEvent.make("conversation.item.create", { item }))
        const { error } = only(yield* client.until("error"), "error")
        assert.strictEqual(error.code, "event_too_large")
        assert.match(error.message ?? "", /conversation\.item\.added.* 300\d{3} bytes .*262144 bytes/)
        assert.include(error.message, `?call_id=${callId}`)
        yield* client.until("error")
        const overheard = yield* side.until("conversation.item.done")
        assert.isAbove(JSON.stringify(only(overheard, "conversation.item.done").item).length, 262_144)
        yield* client.send(ClientEvent.make("input_audio_buffer.clear", {}))
        yield* client.until("input_audio_buffer.cleared")
        const after = yield* side.until("input_audio_buffer.cleared")
        assert.notInclude(outline([...overheard, ...after]), "error")
      }).pipe(Effect.provide(services))
  )
})
