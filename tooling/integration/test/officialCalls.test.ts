/** Runs the calls of the unmodified `openai` package. Our server answers them over real WebRTC in Node. */
import { ClientEvent, Endpoint, Open, ServerEvent, TransportError } from "@antiphon/core"
import { Engine, Keys, makeCallsHandler, makeGate, makeHandler, RunningCalls, serve } from "@antiphon/server"
import { accept, make } from "@antiphon/transport-webrtc/node"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import OpenAI, { BadRequestError, NotFoundError } from "openai"

const apiKey = "sk-for-this-test-0123456789"
const bindAddress = "127.0.0.1"

/** The official client of a server that accepts calls. */
const official = Effect.gen(function* () {
  const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }
  const gate = yield* makeGate()
  const calls = yield* makeCallsHandler({
    answer: (offer, { callId }) => accept(offer, { callId, vocabulary, bindAddress }),
    gate,
    hold: (connection, offered) =>
      Effect.flatMap(gate.enter(connection, offered), ({ handshake, session }) =>
        serve(connection, handshake, { session })
      )
  })
  const handler = yield* makeHandler({ calls })
  return new OpenAI({
    apiKey,
    baseURL: "http://localhost/v1",
    maxRetries: 0,
    fetch: (url, init) => Effect.runPromise(handler(new Request(url, init)))
  })
})

const services = Layer.mergeAll(Engine.echo, RunningCalls.layer, Keys.layer({ apiKeys: [Redacted.make(apiKey)] }))

it.live("realtime.calls.create opens a call with its session, and realtime.calls.hangup ends it", () =>
  Effect.gen(function* () {
    const client = yield* official
    const refused = (cause: unknown) => new TransportError({ reason: new Open({ detail: String(cause), cause }) })
    const transport = make({
      bindAddress,
      exchange: (sdp) =>
        Effect.tryPromise({
          try: async () => {
            const session = { type: "realtime", model: "gpt-realtime", instructions: "Be brief." } as const
            const answer = await client.realtime.calls.create({ sdp, session })
            return { sdp: await answer.text(), callId: answer.headers.get("location")?.split("/").at(-1) ?? "" }
          },
          catch: refused
        })
    })
    const call = yield* transport.connect(Endpoint.conversation({ model: "gpt-realtime" }))
    const [created] = yield* Stream.runCollect(Stream.take(call.incoming, 1))
    assert.deepInclude(created?._tag === "Known" && created.event.type === "session.created" && created.event.session, {
      model: "gpt-realtime",
      instructions: "Be brief."
    })
    const callId = call.callId._tag === "Some" ? call.callId.value : ""
    yield* Effect.promise(() => client.realtime.calls.hangup(callId))
    assert.deepInclude((yield* call.ended).reason, { _tag: "Closed", code: 1000, by: "remote" })
  }).pipe(Effect.provide(services))
)

it.live("the package throws its own errors for an invalid offer and for an unknown call", () =>
  Effect.gen(function* () {
    const client = yield* official
    const failed = (call: Promise<unknown>) =>
      Effect.promise(() =>
        call.then(
          () => undefined,
          (error: unknown) => error
        )
      )
    const session = { type: "realtime", model: "gpt-realtime" } as const
    const bad = yield* failed(client.realtime.calls.create({ sdp: "hello", session }))
    assert.instanceOf(bad, BadRequestError)
    assert.deepInclude(bad, { status: 400, code: "invalid_offer", param: "sdp", type: "invalid_request_error" })
    assert.instanceOf(yield* failed(client.realtime.calls.hangup("rtc_none")), NotFoundError)
  }).pipe(Effect.provide(services))
)
