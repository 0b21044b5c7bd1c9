/** The exchange of SDP by HTTP, and what is refused before it. */
import { Endpoint, type TransportError } from "@antiphon/core"
import { type Answer, exchangeByHttp, make } from "@antiphon/transport-webrtc"
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { IncomingHttpHeaders } from "node:http"
import { buffer } from "node:stream/consumers"
import { answeringBase, errorBody, httpBase, refusingBase } from "./stage.ts"

const offer = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n"
const sdp = "v=0\r\ns=answer\r\n"
const location = "/v1/realtime/calls/rtc_123?x=/1"

type Session = NonNullable<Parameters<typeof Endpoint.conversation>[0]["session"]>

const exchange = (base: string, apiKey?: string, session?: Session): Effect.Effect<Answer, TransportError> =>
  exchangeByHttp(
    Endpoint.conversation({ base, model: "gpt-realtime", ...(session === undefined ? {} : { session }) }),
    Option.map(Option.fromUndefinedOr(apiKey), (key) => Redacted.make(key))
  )(offer)

interface Posted {
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/** Exchanges with a server that answers well. Returns the answer and what was posted. */
const posted = (apiKey?: string, session?: Session) =>
  Effect.gen(function* () {
    const heard = yield* Deferred.make<Posted>()
    const base = yield* httpBase((request, response) => {
      void buffer(request).then((body) => {
        const { headers, method, url } = request
        Deferred.doneUnsafe(heard, Effect.succeed({ target: `${method} ${url}`, headers, body }))
        response.writeHead(201, { "content-type": "application/sdp", location }).end(sdp)
      })
    })
    const answer = yield* exchange(base, apiKey, session)
    return { answer, ...(yield* Deferred.await(heard)) }
  })

const formOf = ({ body, headers }: Posted) =>
  Effect.promise(() =>
    new Response(new Uint8Array(body), { headers: { "content-type": headers["content-type"] ?? "" } }).formData()
  )

/** What an exchange with a server that answers so fails with. */
const refusal = (
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
  apiKey?: string
): Effect.Effect<TransportError, Answer, Scope.Scope> =>
  Effect.flatMap(answeringBase(status, headers, body), (base) => Effect.flip(exchange(base, apiKey)))

describe("an offer is posted to …/realtime/calls", () => {
  it.live("bare with a client secret, and the last segment of Location is the call's id", () =>
    Effect.gen(function* () {
      const { answer, body, headers, target } = yield* posted("ek_1")
      assert.deepEqual(answer, { sdp, callId: "rtc_123" })
      assert.equal(target, "POST /v1/realtime/calls")
      assert.include(headers, { authorization: "Bearer ek_1", "content-type": "application/sdp" })
      assert.equal(new TextDecoder().decode(body), offer)
    })
  )

  it.live("as a form with the session otherwise, which has the model", () =>
    Effect.gen(function* () {
      const form = yield* formOf(yield* posted("sk-1", { type: "realtime", instructions: "Be brief." }))
      assert.equal(form.get("sdp"), offer)
      assert.deepEqual(JSON.parse(String(form.get("session"))), {
        type: "realtime",
        model: "gpt-realtime",
        instructions: "Be brief."
      })
    })
  )

  it.live("without a key too, if the server wants none", () =>
    Effect.gen(function* () {
      const sent = yield* posted()
      assert.isUndefined(sent.headers.authorization)
      const form = yield* formOf(sent)
      assert.deepEqual(JSON.parse(String(form.get("session"))), { type: "realtime", model: "gpt-realtime" })
    })
  )

  it.live("and let go of when it is interrupted", () =>
    Effect.gen(function* () {
      const [asked, left] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const base = yield* httpBase((request) => {
        request.socket.once("close", () => Deferred.doneUnsafe(left, Effect.void))
        Deferred.doneUnsafe(asked, Effect.void)
      })
      const exchanging = yield* Effect.forkChild(exchange(base))
      yield* Deferred.await(asked)
      yield* Fiber.interrupt(exchanging)
      yield* Deferred.await(left)
    })
  )
})

describe("what is no answer says why", () => {
  for (const status of [401, 403]) {
    it.live(`HTTP ${status} is Unauthorized, with the server's message and without the key`, () =>
      Effect.gen(function* () {
        const { reason } = yield* refusal(status, {}, errorBody("Incorrect key: ek_secret"), "ek_secret")
        assert.deepInclude(reason, { _tag: "Unauthorized", status, detail: "Incorrect key: <redacted>" })
      })
    )
  }

  it.live("another status is Open with it", () =>
    Effect.gen(function* () {
      const { reason } = yield* refusal(429, {}, errorBody("slow down"))
      assert.deepInclude(reason, { _tag: "Open", status: 429, detail: "HTTP 429: slow down" })
    })
  )

  it.live("a redirect is not followed, since it would carry the key along", () =>
    Effect.gen(function* () {
      const { reason } = yield* refusal(307, { location: "https://elsewhere.example/" }, "")
      const detail = "HTTP 307 points to https://elsewhere.example/: redirects are not followed, dial it"
      assert.deepInclude(reason, { _tag: "Open", status: 307, detail })
    })
  )

  it.live("neither a body nor Location quotes the key, however long the body is, and its words stay", () =>
    Effect.gen(function* () {
      const key = "ek_0123456789"
      const long = yield* refusal(500, {}, `${"so ".repeat(300)}${key} ${"x".repeat(100_000)}`, key)
      assert.match(long.message, /so so <redacted> x+…$/)
      assert.isBelow(long.message.length, 2200)
      const moved = yield* refusal(307, { location: `https://elsewhere.example/?key=${key}` }, "", key)
      assert.include(moved.message, "?key=<redacted>:")
      const short = yield* refusal(401, {}, errorBody("the key e is wrong"), "e")
      assert.include(short.message, "the key <redacted> is wrong")
    })
  )

  for (const key of ["", " ", "\n"]) {
    it.live(`the key ${JSON.stringify(key)} is Protocol, and nothing is posted with it`, () =>
      Effect.gen(function* () {
        let visits = 0
        const base = yield* httpBase((_request, response) => {
          visits += 1
          response.writeHead(401).end("no")
        })
        const { message, reason } = yield* Effect.flip(exchange(base, key))
        assert.equal(reason._tag, "Protocol")
        assert.include(message, "the key is empty")
        assert.equal(visits, 0)
      })
    )
  }

  it.live("a 404 says which base address to try, and a page in HTML is quoted by its title", () =>
    Effect.gen(function* () {
      const { message } = yield* refusal(404, {}, "<html><title>Not Found</title></html>")
      assert.match(
        message,
        /HTTP 404: a web page \(Not Found\)\. Nothing of this kind is served at \/v1\/realtime\/calls/
      )
    })
  )

  for (const [name, body] of [
    ["no SDP", "<html>"],
    ["more than an answer may have", `v=0${"x".repeat(64 * 1024)}`]
  ] as const) {
    it.live(`a body that is ${name} is Protocol`, () =>
      Effect.gen(function* () {
        const { reason } = yield* refusal(201, {}, body)
        assert.equal(reason._tag, "Protocol")
      })
    )
  }

  it.live("a port where nothing listens is Open", () =>
    Effect.gen(function* () {
      const { reason } = yield* Effect.flip(exchange(yield* refusingBase))
      assert.equal(reason._tag, "Open")
    })
  )
})

/** Has this process taken for a page, until the scope ends. */
const inPage = Effect.acquireRelease(
  Effect.sync(() => Object.assign(globalThis, { window: globalThis, document: {} })),
  () =>
    Effect.sync(() => {
      Reflect.deleteProperty(globalThis, "window")
      Reflect.deleteProperty(globalThis, "document")
    })
)

describe("a page", () => {
  const dial = (apiKey: string, options: Parameters<typeof make>[0]) =>
    Effect.scoped(
      Effect.flip(
        make({ microphone: "none", ...options }).connect(
          Endpoint.conversation({ model: "m", credential: Redacted.make(apiKey) })
        )
      )
    )
  const nothing = () => {
    throw new Error("a peer connection was made")
  }

  it.effect("does not use a key that lasts, and makes no peer connection for it", () =>
    Effect.gen(function* () {
      yield* inPage
      const error = yield* dial("sk-proj-1", { peerConnection: nothing })
      assert.equal(error.message, "only ephemeral keys (ek_…) belong in a page. Mint one on your server")
    })
  )

  it.effect("uses it if `allowNonEphemeralKeys` is set, and an ephemeral key anyway", () =>
    Effect.gen(function* () {
      yield* inPage
      const errors = [
        yield* dial("sk-proj-1", { peerConnection: nothing, allowNonEphemeralKeys: true }),
        yield* dial("ek_1", { peerConnection: nothing })
      ]
      for (const { message } of errors) assert.include(message, "a peer connection was made")
    })
  )
})
