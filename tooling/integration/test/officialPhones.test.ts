/** The unmodified `openai` package verifies the webhook of a phone that rings over SIP, and decides on its call. */
import {
  Engine,
  Keys,
  makeCallsHandler,
  makeGate,
  makeHandler,
  makePhoneCalls,
  makeWebhook,
  RunningCalls,
  serve
} from "@antiphon/server"
import { type ClientEvent, type Connection, type Handshake, type ServerEvent, TransportError } from "@antiphon/core"
import { listen } from "@antiphon/transport-sip/node"
import { ring } from "@antiphon/transport-sip/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import OpenAI, { BadRequestError, ConflictError, NotFoundError } from "openai"

const apiKey = "sk-for-this-test-0123456789"
const webhookSecret = `whsec_${Buffer.from("known to both").toString("base64")}`

/** A server that phones can call, and the official client that its webhook rings. */
const official = Effect.gen(function* () {
  const rung = yield* Queue.unbounded<string>()
  const gate = yield* makeGate()
  const hold = (connection: Connection<ClientEvent, ServerEvent>, offered: Handshake) =>
    Effect.flatMap(gate.enter(connection, offered), ({ handshake, session }) =>
      serve(connection, handshake, { session })
    )
  const application = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const made = createServer((request, response) => {
        void text(request).then(async (payload) => {
          const headers = new Headers(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
          const event = await client.webhooks.unwrap(payload, headers)
          if (event.type === "realtime.call.incoming") Queue.offerUnsafe(rung, event.data.call_id)
          response.end()
        })
      })
      made.listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
    }),
    (made) => Effect.callback<void>((resume) => void made.close(() => resume(Effect.void)))
  )
  const url = `http://127.0.0.1:${(application.address() as AddressInfo).port}/`
  const announce = makeWebhook({ url, secret: Redacted.make(webhookSecret) })
  const phone = yield* makePhoneCalls({ gate, hold, announce })
  const answer = () => Effect.fail(TransportError.open({ detail: "no WebRTC here" }))
  const handler = yield* makeHandler({ calls: yield* makeCallsHandler({ answer, gate, hold, phone }) })
  const client = new OpenAI({
    apiKey,
    webhookSecret,
    baseURL: "http://localhost/v1",
    maxRetries: 0,
    fetch: (to, init) => Effect.runPromise(handler(new Request(to, init)))
  })
  const { address, run } = yield* listen({ port: 0 })
  yield* Effect.forkScoped(run(phone.ring))
  return { client, port: address.port, next: Queue.take(rung) }
})

const services = Layer.mergeAll(Engine.echo, RunningCalls.layer, Keys.layer({ apiKeys: [Redacted.make(apiKey)] }))

it.live("webhooks.unwrap and realtime.calls accept, refer, hang up and reject phones", () =>
  Effect.gen(function* () {
    const { client, next, port } = yield* official
    const { calls } = client.realtime
    const phone = yield* ring({ port })
    const callId = yield* next
    yield* Effect.promise(() => calls.accept(callId, { type: "realtime", model: "gpt-realtime" }))
    const call = yield* phone.answered
    const odd = yield* Effect.promise(() =>
      calls.refer(callId, { target_uri: "desk" }).catch((error: unknown) => error)
    )
    assert.instanceOf(odd, BadRequestError)
    yield* Effect.promise(() => calls.refer(callId, { target_uri: "tel:+15550100" }))
    const { headers } = yield* call.request("REFER")
    assert.deepInclude(headers, { name: "Refer-To", value: "<tel:+15550100>" })
    yield* Effect.promise(() => calls.hangup(callId))
    yield* call.request("BYE")

    const busy = yield* ring({ port })
    const second = yield* next
    yield* Effect.promise(() => calls.reject(second, { status_code: 486 }))
    assert.strictEqual((yield* Effect.flip(busy.answered)).status, 486)
    const late = yield* Effect.promise(() => calls.reject(second).catch((error: unknown) => error))
    assert.instanceOf(late, NotFoundError)
  }).pipe(Effect.scoped, Effect.provide(services))
)

it.live("of two accepts of one call in the same moment one succeeds, and the other gets 409 and ends nothing", () =>
  Effect.gen(function* () {
    const { client, next, port } = yield* official
    const { calls } = client.realtime
    const phone = yield* ring({ port })
    const callId = yield* next
    const accept = () =>
      calls.accept(callId, { type: "realtime", model: "gpt-realtime" }).then(
        () => "accepted",
        (error: unknown) => error
      )
    const [first, second] = yield* Effect.promise(() => Promise.all([accept(), accept()]))
    assert.strictEqual(first, "accepted")
    assert.instanceOf(second, ConflictError)
    const call = yield* phone.answered
    yield* Effect.promise(() => calls.hangup(callId))
    yield* call.request("BYE")
  }).pipe(Effect.scoped, Effect.provide(services))
)
