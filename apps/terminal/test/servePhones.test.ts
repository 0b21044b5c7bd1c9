/** Phones that call the command over SIP, and the application that its webhook rings. */
import { WebhookRealtimeCallIncoming } from "@antiphon/core/schema"
import { calls, webhook } from "@antiphon/client/http"
import { dial, ring } from "@antiphon/transport-sip/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Schema from "effect/Schema"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { connect } from "./rawClient.ts"
import { antiphon, serving, type Serving } from "./run.ts"

const secret = `whsec_${Buffer.from("a secret of both sides").toString("base64")}`

const isIncoming = Schema.is(WebhookRealtimeCallIncoming)

/** An application that keeps what rings it, once its signature is checked. */
const application = Effect.gen(function* () {
  const rung = yield* Queue.unbounded<WebhookRealtimeCallIncoming>()
  const server = yield* Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const made = createServer((request, response) => {
        void text(request)
          .then((payload) => webhook.verify({ payload, headers: request.headers, secret }))
          .then((event) => {
            if (isIncoming(event)) Queue.offerUnsafe(rung, event)
            response.writeHead(200).end()
          })
          .catch(() => response.writeHead(400).end())
      })
      made.listen(0, "127.0.0.1", () => resume(Effect.succeed(made)))
    }),
    (made) => Effect.callback<void>((resume) => void made.close(() => resume(Effect.void)))
  )
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/rings`, next: Queue.take(rung) }
})

const portOf = (server: Serving) =>
  Effect.map(server.logged("phones can call"), ({ sip }) => Number(/:(\d+)$/.exec(String(sip))?.[1]))

/** Why a request is refused. */
const refusalOf = (request: () => Promise<void>): Effect.Effect<string> =>
  Effect.promise(() =>
    request().then(
      () => "it was done",
      (error: unknown) => (error instanceof Error ? error.message : String(error))
    )
  )

const isLoud = (samples: Int16Array): boolean => samples.some((sample) => Math.abs(sample) > 3000)

const tone = Int16Array.from({ length: 6400 }, (_, at) => 12_000 * Math.sin((at * 2 * Math.PI * 440) / 8000))

describe("phones", () => {
  it.live("a phone rings the application, which accepts it, gets its keys, transfers it and hangs it up", () =>
    Effect.gen(function* () {
      const app = yield* application
      const server = yield* serving(["--engine", "echo", "--sip", "0", "--webhook", app.url], {
        ANTIPHON_WEBHOOK_SECRET: secret
      })
      const port = yield* portOf(server)
      const request = { url: server.url.replace(/\/realtime$/, "") }

      const phone = yield* ring({ port, headers: [{ name: "X-Account", value: "42" }] })
      const { call_id: callId, sip_headers } = (yield* app.next).data
      assert.deepInclude(sip_headers, { name: "X-Account", value: "42" })
      yield* Effect.promise(() => calls.accept({ ...request, callId, session: { type: "realtime", model: "any" } }))
      const call = yield* phone.answered
      const side = yield* connect(`${server.url}?call_id=${callId}`)
      yield* side.next("session.created")
      call.press("5")
      assert.strictEqual((yield* side.next("input_audio_buffer.dtmf_event_received"))["event"], "5")
      call.say(tone)
      yield* side.next("input_audio_buffer.speech_started")
      yield* call.next(isLoud)
      yield* Effect.promise(() => calls.refer({ ...request, callId, targetUri: "sip:desk@127.0.0.1:5999" }))
      assert.deepInclude((yield* call.request("REFER")).headers, {
        name: "Refer-To",
        value: "<sip:desk@127.0.0.1:5999>"
      })
      yield* Effect.promise(() => calls.hangup({ ...request, callId }))
      yield* call.request("BYE")

      const busy = yield* ring({ port })
      const second = (yield* app.next).data.call_id
      yield* Effect.promise(() => calls.reject({ ...request, callId: second, statusCode: 486 }))
      assert.strictEqual((yield* Effect.flip(busy.answered)).status, 486)
      const late = yield* refusalOf(() => calls.accept({ ...request, callId: second, session: { type: "realtime" } }))
      assert.strictEqual(late, `the server refused: The call ${second} is not here.`)

      const gone = yield* ring({ port })
      const third = (yield* app.next).data.call_id
      yield* gone.cancel
      const tooLate = yield* refusalOf(() => calls.hangup({ ...request, callId: third }))
      assert.strictEqual(tooLate, `the server refused: The call ${third} is not here.`)
    })
  )

  it.live("without a webhook a phone is answered at once", () =>
    Effect.gen(function* () {
      const server = yield* serving(["--engine", "echo", "--sip", "0"])
      const phone = yield* dial({ port: yield* portOf(server) })
      phone.say(tone)
      yield* phone.next(isLoud)
    })
  )

  it.live("a phone whose application is not there is rejected with 503", () =>
    Effect.gen(function* () {
      const server = yield* serving(["--engine", "echo", "--sip", "0", "--webhook", "http://127.0.0.1:9/"], {
        ANTIPHON_WEBHOOK_SECRET: secret
      })
      const refused = yield* Effect.flip(dial({ port: yield* portOf(server) }))
      assert.strictEqual(refused.status, 503)
    })
  )

  it.live("each flag that lacks its companion is refused before anything listens", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [ReadonlyArray<string>, Readonly<Record<string, string>>, string]> = [
        [["--webhook", "http://127.0.0.1:9/"], {}, "--webhook needs --sip PORT"],
        [["--sip", "0", "--webhook", "nowhere"], { ANTIPHON_WEBHOOK_SECRET: secret }, "is not an address"],
        [["--sip", "0", "--webhook", "http://127.0.0.1:9/"], {}, "ANTIPHON_WEBHOOK_SECRET is not set"],
        [["--sip", "0"], { ANTIPHON_KEYS: "sk-one" }, "--sip needs --webhook URL"]
      ]
      for (const [flags, env, message] of cases) {
        const { code, stderr } = yield* antiphon(["serve", "--engine", "echo", "--port", "0", ...flags], env)
        assert.strictEqual(code, 1)
        assert.include(stderr, message)
      }
    })
  )
})
