import { ClientEvent, type Handshake, ServerEvent, type TransportError } from "@antiphon/core"
import { ClientSecretCreateResponse } from "@antiphon/core/schema"
import { pair } from "@antiphon/core/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { Readable } from "node:stream"
import { Engine, type Handler, Keys, makeGate, makeHandler, RunningCalls, serve } from "../src/index.ts"
import { main } from "./httpExample.ts"

const apiKey = "sk-test-1"
const guarded = Keys.layer({ apiKeys: [Redacted.make("sk-test-0"), Redacted.make(apiKey)] })

const ask = (
  handler: Handler,
  path: string,
  {
    body,
    headers = {},
    key = apiKey,
    method = "POST"
  }: { body?: unknown; headers?: Record<string, string>; key?: string | null; method?: string } = {}
) =>
  handler(
    new Request(`http://localhost${path}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...headers
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
    })
  )

const bodyOf = (response: Response) => Effect.promise(() => response.json())

/** The option that fetch requires for a stream as body. */
const streaming = { duplex: "half" }

const secrets = "/v1/realtime/client_secrets"
const translationSecrets = "/v1/realtime/translations/client_secrets"

const keyed = (key: string | undefined) => Option.map(Option.fromUndefinedOr(key), (each) => Redacted.make(each))

const handshake = (
  fields: Omit<Partial<Handshake>, "key"> & { readonly key?: string | undefined } = {}
): Handshake => ({
  path: "/v1/realtime",
  query: { model: "gpt-realtime" },
  dialect: "ga",
  origin: Option.none(),
  peer: "memory",
  ...fields,
  key: keyed("key" in fields ? fields.key : apiKey)
})

/** A client secret for such a body. */
const secretFor = Effect.fnUntraced(function* (body: unknown, path = secrets) {
  const response = yield* ask(yield* makeHandler(), path, { body })
  assert.strictEqual(response.status, 200)
  const { value } = yield* bodyOf(response)
  return String(value)
})

describe("client secrets", () => {
  it.effect("a secret comes with the whole session that it opens", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_000_000_500)
      const handler = yield* makeHandler()
      const response = yield* ask(handler, secrets, {
        body: {
          session: {
            type: "realtime",
            model: "gpt-realtime-2",
            instructions: "Be brief.",
            audio: { output: { voice: "marin" } }
          }
        }
      })
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.headers.get("cache-control"), "no-store")
      const answer = yield* bodyOf(response)
      assert.isTrue(Schema.is(ClientSecretCreateResponse)(answer))
      assert.match(answer.value, /^ek_[0-9a-f]{64}$/)
      assert.strictEqual(answer.expires_at, 1_000_000 + 600)
      const { session } = answer
      assert.deepStrictEqual(
        [session.type, session.model, session.instructions, session.expires_at],
        ["realtime", "gpt-realtime-2", "Be brief.", 0]
      )
      assert.strictEqual(session.audio.output.voice, "marin")
      assert.strictEqual(session.audio.input.turn_detection.type, "server_vad")
      assert.match(session.id, /^sess_/)
    }).pipe(Effect.provide(guarded))
  )

  it.effect("a request without a body makes a secret with every default, and no two secrets are equal", () =>
    Effect.gen(function* () {
      const handler = yield* makeHandler()
      const first = yield* bodyOf(yield* ask(handler, secrets))
      const second = yield* bodyOf(yield* ask(handler, secrets))
      assert.deepStrictEqual([first.session.type, first.session.model], ["realtime", "gpt-realtime"])
      assert.notStrictEqual(first.value, second.value)
    }).pipe(Effect.provide(guarded))
  )

  it.effect("null in a request is taken for absent, as in an event", () =>
    Effect.gen(function* () {
      const body = { session: { type: "realtime", tools: null, parallel_tool_calls: null }, expires_after: null }
      const response = yield* ask(yield* makeHandler(), secrets, { body })
      assert.deepStrictEqual([response.status, (yield* bodyOf(response)).session.type], [200, "realtime"])
    }).pipe(Effect.provide(guarded))
  )

  it.effect("transcription and translation sessions have secrets too", () =>
    Effect.gen(function* () {
      const handler = yield* makeHandler()
      const transcription = yield* bodyOf(
        yield* ask(handler, secrets, { body: { session: { type: "transcription" } } })
      )
      assert.deepStrictEqual([transcription.session.type, transcription.session.expires_at], ["transcription", 0])
      const translation = yield* bodyOf(
        yield* ask(handler, translationSecrets, {
          body: { session: { model: "gpt-realtime-translate", audio: { output: { language: "de" } } } }
        })
      )
      const { audio, expires_at, model, type } = translation.session
      assert.deepStrictEqual(
        [type, model, expires_at, audio],
        ["translation", "gpt-realtime-translate", 0, { output: { language: "de" } }]
      )
    }).pipe(Effect.provide(guarded))
  )

  const refused: ReadonlyArray<readonly [path: string, body: unknown, code: string, param: string | null]> = [
    [secrets, { sesion: {} }, "unknown_parameter", "sesion"],
    [
      secrets,
      { session: { type: "realtime", audio: { input: { volume: 3 } } } },
      "unknown_parameter",
      "session.audio.input.volume"
    ],
    [secrets, { session: { model: "gpt-realtime" } }, "missing_required_parameter", "session.type"],
    [secrets, { session: { type: "beta" } }, "invalid_value", "session.type"],
    [secrets, { session: { type: "realtime", instructions: 3 } }, "invalid_value", "session.instructions"],
    [
      secrets,
      { session: { type: "realtime", audio: { output: { speed: 9 } } } },
      "invalid_value",
      "session.audio.output.speed"
    ],
    [
      secrets,
      {
        session: {
          type: "transcription",
          audio: { input: { turn_detection: { type: "server_vad" }, transcription: { model: "gpt-realtime-whisper" } } }
        }
      },
      "invalid_value",
      "session.audio.input.turn_detection"
    ],
    [
      secrets,
      {
        session: {
          type: "transcription",
          audio: { input: { turn_detection: null, transcription: { model: "gpt-realtime-whisper", prompt: "names" } } }
        }
      },
      "invalid_value",
      "session.audio.input.transcription.prompt"
    ],
    [secrets, { expires_after: { seconds: 9 } }, "invalid_value", "expires_after.seconds"],
    [secrets, { expires_after: { seconds: 7201 } }, "invalid_value", "expires_after.seconds"],
    [secrets, { expires_after: { anchor: "never" } }, "invalid_value", "expires_after.anchor"],
    [secrets, { expires_after: { seconds: "60" } }, "invalid_value", "expires_after"],
    [secrets, { expires_after: 60 }, "invalid_value", "expires_after"],
    [secrets, "{", "invalid_request", null],
    [secrets, "[]", "invalid_request", null],
    [translationSecrets, {}, "missing_required_parameter", "session"],
    [translationSecrets, { session: {} }, "missing_required_parameter", "session.model"],
    [translationSecrets, { session: { model: "m", type: "translation" } }, "unknown_parameter", "session.type"],
    [
      translationSecrets,
      { session: { model: "m", audio: { output: { language: 1 } } } },
      "invalid_value",
      "session.audio.output.language"
    ],
    [
      translationSecrets,
      { session: { model: "m" }, expires_after: { seconds: 1 } },
      "invalid_value",
      "expires_after.seconds"
    ]
  ]
  for (const [path, body, code, param] of refused) {
    it.effect(`${path} refuses ${JSON.stringify(body)} with ${code}`, () =>
      Effect.gen(function* () {
        const response = yield* ask(yield* makeHandler(), path, { body })
        assert.strictEqual(response.status, 400)
        const { error } = yield* bodyOf(response)
        assert.deepStrictEqual([error.type, error.code, error.param], ["invalid_request_error", code, param])
        assert.isString(error.message)
      }).pipe(Effect.provide(guarded))
    )
  }

  it.effect("the ends of the range are accepted", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(0)
      for (const seconds of [10, 7200]) {
        const response = yield* ask(yield* makeHandler(), secrets, {
          body: { expires_after: { anchor: "created_at", seconds } }
        })
        assert.strictEqual((yield* bodyOf(response)).expires_at, seconds)
      }
    }).pipe(Effect.provide(guarded))
  )

  it.effect("a limited number is live at once, and expired secrets make room", () =>
    Effect.gen(function* () {
      const handler = yield* makeHandler()
      const make = (seconds: number) => ask(handler, secrets, { body: { expires_after: { seconds } } })
      assert.strictEqual((yield* make(100)).status, 200)
      assert.strictEqual((yield* make(10)).status, 200)
      const response = yield* make(10)
      assert.strictEqual(response.status, 429)
      assert.strictEqual((yield* bodyOf(response)).error.code, "rate_limit_exceeded")
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* make(10)).status, 200)
      assert.strictEqual((yield* make(10)).status, 429)
    }).pipe(Effect.provide(Keys.layer({ maxSecrets: 2 })))
  )
})

describe("keys", () => {
  it.effect("only a whole and right API key makes secrets", () =>
    Effect.gen(function* () {
      const handler = yield* makeHandler()
      const secret = yield* secretFor({})
      const statuses = yield* Effect.forEach(
        ["sk-test-0", apiKey, "sk-test-2", "sk-test", "sk-test-11", "", null, secret, "ek_0"],
        (key) => Effect.map(ask(handler, secrets, { key, body: {} }), ({ status }) => status)
      )
      assert.deepStrictEqual(statuses, [200, 200, 401, 401, 401, 401, 401, 403, 401])
      const byHeader = yield* ask(handler, secrets, { key: null, headers: { "api-key": apiKey }, body: {} })
      assert.strictEqual(byHeader.status, 200)
      const { error } = yield* bodyOf(yield* ask(handler, secrets, { key: "sk-wrong" }))
      assert.strictEqual(error.code, "invalid_api_key")
      assert.notInclude(JSON.stringify(error), "sk-wrong")
    }).pipe(Effect.provide(guarded))
  )

  it.effect("a secret is good until it expires, and is not with one letter changed", () =>
    Effect.gen(function* () {
      const keys = yield* Keys
      const secret = yield* secretFor({ expires_after: { seconds: 30 } })
      const isGood = (key: string) => Effect.map(keys.verify(keyed(key)), Option.isSome)
      assert.isTrue(yield* isGood(secret))
      const other = secret.endsWith("0") ? "1" : "0"
      for (const wrong of [
        `${secret.slice(0, -1)}${other}`,
        secret.slice(0, -1),
        `${secret}0`,
        secret.slice(0, 19),
        "ek_"
      ]) {
        assert.isFalse(yield* isGood(wrong))
      }
      yield* TestClock.adjust("29 seconds")
      assert.isTrue(yield* isGood(secret))
      yield* TestClock.adjust("1 seconds")
      assert.isFalse(yield* isGood(secret))
    }).pipe(Effect.provide(guarded))
  )

  it.effect("a server without keys is open, but accepts only secrets of its own", () =>
    Effect.gen(function* () {
      const keys = yield* Keys
      const opened = yield* Effect.forEach([undefined, "anything", "ek_made-up"], (key) => keys.verify(keyed(key)))
      assert.deepStrictEqual(opened.map(Option.isSome), [true, true, false])
    }).pipe(Effect.provide(Keys.layer()))
  )

  it.effect("an empty API key opens nothing", () =>
    Effect.gen(function* () {
      const response = yield* ask(yield* makeHandler(), secrets, { key: null, headers: { "api-key": "" } })
      assert.strictEqual(response.status, 401)
    }).pipe(Effect.provide(Keys.layer({ apiKeys: [Redacted.make("")] })))
  )

  it.effect("a verifier decides, and admits no key if it takes longer than 10 s", () =>
    Effect.gen(function* () {
      const keys = yield* Keys
      assert.isTrue(Option.isSome(yield* keys.verify(keyed("good"))))
      assert.isTrue(Option.isNone(yield* keys.verify(keyed("bad"))))
      const waiting = yield* Effect.forkChild(keys.verify(keyed("slow")))
      yield* TestClock.adjust("10 seconds")
      assert.isTrue(Option.isNone(yield* Fiber.join(waiting)))
    }).pipe(
      Effect.provide(
        Keys.layer({
          apiKeys: (key) =>
            Redacted.value(key) === "slow" ? Effect.never : Effect.succeed(Redacted.value(key) === "good")
        })
      )
    )
  )
})

describe("requests", () => {
  it.effect("health needs no key", () =>
    Effect.gen(function* () {
      const response = yield* ask(yield* makeHandler(), "/healthz", { method: "GET", key: null })
      assert.strictEqual(response.status, 200)
      assert.deepStrictEqual(yield* bodyOf(response), { status: "ok" })
    }).pipe(Effect.provide(guarded))
  )

  it.effect("other paths, methods, types and sizes are refused with an error of the protocol", () =>
    Effect.gen(function* () {
      const handler = yield* makeHandler({ maxBodyBytes: 64 })
      const cases: ReadonlyArray<readonly [number, Effect.Effect<Response>]> = [
        [404, ask(handler, "/v1/chat", { method: "GET" })],
        [404, ask(handler, "/constructor", { method: "GET" })],
        [405, ask(handler, secrets, { method: "GET" })],
        [405, ask(handler, "/healthz", { body: {} })],
        [413, ask(handler, secrets, { body: "x".repeat(65), headers: { "content-length": "65" } })],
        [413, ask(handler, secrets, { body: "x".repeat(65) })],
        [415, ask(handler, secrets, { body: "{}", headers: { "content-type": "text/plain" } })]
      ]
      for (const [status, answer] of cases) {
        const response = yield* answer
        assert.strictEqual(response.status, status)
        const { error } = yield* bodyOf(response)
        assert.deepStrictEqual(Object.keys(error).toSorted(), ["code", "message", "param", "type"])
      }
      assert.strictEqual((yield* ask(handler, secrets, { method: "GET" })).headers.get("allow"), "POST")
      const upgrade = yield* ask(handler, "/v1/realtime?model=m", { method: "GET" })
      assert.deepStrictEqual([upgrade.status, upgrade.headers.get("upgrade")], [426, "websocket"])
    }).pipe(Effect.provide(guarded))
  )

  it.effect("a body that does not arrive fails after 10 s", () =>
    Effect.gen(function* () {
      const handler = yield* makeHandler()
      const request = new Request(`http://localhost${secrets}`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}` },
        body: new ReadableStream(),
        ...streaming
      })
      const waiting = yield* Effect.forkChild(handler(request))
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual((yield* Fiber.join(waiting)).status, 408)
    }).pipe(Effect.provide(guarded))
  )

  it.effect("only pages of listed origins may ask, and they may read Location", () =>
    Effect.gen(function* () {
      const mine = "https://mine.example"
      const listed = yield* makeHandler({ origins: [mine] })
      const open = yield* makeHandler()
      const allowed = (response: Response) => response.headers.get("access-control-allow-origin")

      const preflight = {
        method: "OPTIONS",
        key: null,
        headers: {
          origin: mine,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization,x-stainless-os"
        }
      }
      const before = yield* ask(listed, secrets, preflight)
      assert.deepStrictEqual([before.status, allowed(before)], [204, mine])
      assert.strictEqual(before.headers.get("access-control-allow-headers"), "authorization,x-stainless-os")

      const asked = yield* ask(listed, secrets, { headers: { origin: mine } })
      assert.deepStrictEqual([asked.status, allowed(asked)], [200, mine])
      assert.strictEqual(asked.headers.get("access-control-expose-headers"), "Location")
      assert.include(asked.headers.get("vary"), "Origin")
      const failed = yield* ask(listed, secrets, { headers: { origin: mine }, key: "sk-wrong" })
      assert.deepStrictEqual([failed.status, allowed(failed)], [401, mine])

      const foreign = { headers: { ...preflight.headers, origin: "https://evil.example" } }
      for (const method of ["OPTIONS", "POST"]) {
        const response = yield* ask(listed, secrets, { ...foreign, method })
        assert.deepStrictEqual([response.status, allowed(response)], [403, null])
        assert.strictEqual((yield* bodyOf(response)).error.code, "permission_denied")
      }
      assert.strictEqual(allowed(yield* ask(open, secrets, { headers: { origin: "https://any.example" } })), "*")
    }).pipe(Effect.provide(guarded))
  )

  it.effect("a body with a byte order mark is read, with any case and any parameters of its type", () =>
    Effect.gen(function* () {
      const handler = yield* makeHandler()
      const body = `\ufeff{"session":{"type":"realtime","instructions":"Be brief."}}`
      for (const type of ["Application/JSON; Charset=UTF-8", "application/json;charset=utf-8"]) {
        const headers = { Authorization: `bearer ${apiKey}`, "Content-Type": type }
        const answer = yield* handler(
          new Request(`http://localhost/openai${secrets}/`, { method: "POST", headers, body })
        )
        assert.strictEqual(answer.status, 200)
        assert.strictEqual((yield* bodyOf(answer)).session.instructions, "Be brief.")
      }
    }).pipe(Effect.provide(guarded))
  )

  it.effect("a body that is too slow or too long closes its connection", () =>
    Effect.gen(function* () {
      const handler = yield* makeHandler({ maxBodyBytes: 10 })
      const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" }
      const request = (body: BodyInit) =>
        handler(new Request(`http://localhost${secrets}`, { method: "POST", headers, body, ...streaming }))
      const long = yield* request("x".repeat(11))
      assert.deepStrictEqual([long.status, long.headers.get("connection")], [413, "close"])
      const slow = yield* Effect.forkScoped(request(new ReadableStream()))
      yield* TestClock.adjust("10 seconds")
      const answer = yield* Fiber.join(slow)
      assert.deepStrictEqual([answer.status, answer.headers.get("connection")], [408, "close"])
    }).pipe(Effect.provide(guarded))
  )

  it.effect("the settings of all client secrets together are bounded", () =>
    Effect.gen(function* () {
      const keys = yield* Keys
      const session = { type: "realtime", instructions: "x".repeat(600) } as const
      yield* keys.makeSecret({ _tag: "Session", session }, 10)
      const refused = yield* Effect.flip(keys.makeSecret({ _tag: "Session", session: { ...session } }, 10))
      assert.deepInclude(refused, { limit: 1000, what: "characters" })
      yield* TestClock.adjust("10 seconds")
      yield* keys.makeSecret({ _tag: "Session", session }, 10)
    }).pipe(Effect.provide(Keys.layer({ maxSecretCharacters: 1000 })))
  )

  it.live("real requests are answered behind node:http", () =>
    Effect.gen(function* () {
      const handler = yield* makeHandler({ maxBodyBytes: 100_000 })
      const server = createServer((incoming, outgoing) => {
        const { headers, method = "GET", url = "/" } = incoming
        const hasBody = method !== "GET" && method !== "HEAD"
        const given = Object.entries(headers).flatMap(([name, value]) =>
          typeof value === "string" ? [[name, value] as const] : []
        )
        const request = new Request(`http://localhost${url}`, {
          method,
          headers: Object.fromEntries(given),
          ...(hasBody
            ? {
                body: new ReadableStream({
                  start: (to) => void incoming.on("data", (chunk) => to.enqueue(chunk)).on("end", () => to.close())
                }),
                ...streaming
              }
            : {})
        })
        void Effect.runPromise(handler(request)).then((response) => {
          outgoing.writeHead(response.status, Object.fromEntries(response.headers))
          if (response.body === null) outgoing.end()
          else Readable.from(response.body).pipe(outgoing)
        })
      })
      yield* Effect.acquireRelease(
        Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
        () =>
          Effect.callback<void>((resume) => {
            server.close(() => resume(Effect.void))
            server.closeAllConnections()
          })
      )
      const address = server.address()
      const base = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
      const post = (body: string) =>
        Effect.promise(() =>
          fetch(`${base}${secrets}`, {
            method: "POST",
            body,
            headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" }
          })
        )
      const made = yield* post(JSON.stringify({ session: { type: "realtime", instructions: "ä".repeat(20_000) } }))
      assert.strictEqual(made.status, 200)
      assert.strictEqual((yield* bodyOf(made)).session.instructions.length, 20_000)
      assert.strictEqual((yield* post(" ".repeat(100_001))).status, 413)
      assert.strictEqual((yield* Effect.promise(() => fetch(`${base}/healthz`))).status, 200)
    }).pipe(Effect.provide(guarded))
  )
})

const statusOf = (error: TransportError): number | undefined =>
  "status" in error.reason ? error.reason.status : undefined

const connected = pair({ incoming: ServerEvent, outgoing: ClientEvent })

describe("the gate", () => {
  it.effect("refuses a wrong key after the upgrade, by an error and close 3000, since a page cannot read a 401", () =>
    Effect.gen(function* () {
      const gate = yield* makeGate()
      for (const key of ["sk-wrong", "ek_wrong", undefined]) {
        const { client, server } = yield* connected
        const offered = handshake({ key })
        yield* gate.admit(offered)
        const entering = yield* Effect.forkScoped(Effect.flip(gate.enter(server, offered)))
        const events = yield* Stream.runCollect(Stream.catchCause(client.incoming, () => Stream.empty))
        const [error, ...others] = events.map((decoded) => (decoded._tag === "Known" ? decoded.event : decoded))
        assert.deepStrictEqual(others, [])
        assert.deepInclude(error, { type: "error" })
        assert.include(JSON.stringify(error), `"code":"invalid_api_key"`)
        assert.notInclude(JSON.stringify(error), "wrong")
        const end = { _tag: "Closed", code: 3000, reason: "invalid_request_error.invalid_api_key" } as const
        assert.deepInclude((yield* client.ended).reason, end)
        assert.deepInclude((yield* Fiber.join(entering)).reason, { _tag: "Closed", code: 3000 })
      }
    }).pipe(Effect.provide(guarded))
  )

  it.effect("takes the addresses of Azure, its header and its key in the query", () =>
    Effect.gen(function* () {
      const gate = yield* makeGate()
      const enter = Effect.fnUntraced(function* (fields: Parameters<typeof handshake>[0]) {
        const { server } = yield* connected
        return yield* gate.enter(server, handshake(fields))
      }, Effect.scoped)
      const ga = yield* enter({ path: "/openai/v1/realtime", query: { model: "m" } })
      assert.deepStrictEqual(ga.kind, { _tag: "Conversation", model: "m" })
      assert.deepInclude(ga.handshake, { path: "/v1/realtime", dialect: "ga" })
      const query = { "api-version": "2025-04-01-preview", deployment: "d" }
      const preview = yield* enter({ path: "/openai/realtime", query })
      assert.deepStrictEqual(preview.kind, { _tag: "Conversation", model: "d" })
      assert.deepInclude(preview.handshake, { path: "/v1/realtime", dialect: "beta", query: { model: "d" } })
      const listens = yield* enter({ path: "/openai/realtime", query: { ...query, intent: "transcription" } })
      assert.deepStrictEqual(listens.kind, { _tag: "Transcription" })
      assert.deepInclude(listens.handshake.query, { intent: "transcription", model: "d" })
      const quoted = yield* enter({
        path: "/openai/v1/realtime",
        key: undefined,
        query: { model: "m", "api-key": apiKey }
      })
      assert.deepStrictEqual(quoted.handshake.query, { model: "m" })
    }).pipe(Effect.provide(guarded))
  )

  it.effect("answers 403 to a foreign page and to a model that is not served", () =>
    Effect.gen(function* () {
      const gate = yield* makeGate({ origins: ["https://mine.example"], models: ["gpt-realtime"] })
      const status = (fields: Parameters<typeof handshake>[0]) =>
        Effect.map(Effect.flip(gate.admit(handshake(fields))), statusOf)
      assert.strictEqual(yield* status({ origin: Option.some("https://evil.example") }), 403)
      assert.strictEqual(yield* status({ query: { model: "gpt-5" } }), 403)
      yield* gate.admit(handshake({ origin: Option.some("https://mine.example") }))
      yield* gate.admit(handshake())
    }).pipe(Effect.provide(guarded))
  )

  it.effect("reads the kind of a session from the path and from exactly one key of the query", () =>
    Effect.gen(function* () {
      const gate = yield* makeGate()
      const translations = "/v1/realtime/translations"
      const kind = Effect.fnUntraced(function* (path: string, query: Handshake["query"]) {
        const { server } = yield* connected
        return (yield* gate.enter(server, handshake({ path, query }))).kind
      }, Effect.scoped)
      assert.deepStrictEqual(yield* kind("/v1/realtime", { model: "m" }), { _tag: "Conversation", model: "m" })
      assert.deepStrictEqual(yield* kind("/v1/realtime", { intent: "transcription" }), { _tag: "Transcription" })
      assert.deepStrictEqual(yield* kind(translations, { model: "m" }), { _tag: "Translation", model: "m" })

      const status = (path: string, query: Handshake["query"]) =>
        Effect.map(Effect.flip(gate.admit(handshake({ path, query }))), statusOf)
      assert.strictEqual(yield* status("/v1/realtime", {}), 400)
      const both = { model: "m", intent: "transcription" }
      assert.deepStrictEqual(yield* kind("/v1/realtime", both), { _tag: "Transcription" })
      assert.strictEqual(yield* status("/v1/realtime", { model: "m", call_id: "rtc_none" }), 400)
      assert.strictEqual(yield* status("/v1/realtime", { intent: "world-domination" }), 400)
      assert.strictEqual(yield* status(translations, {}), 400)
      assert.strictEqual(yield* status(translations, { model: "m", intent: "transcription" }), 400)
      assert.strictEqual(yield* status("/v1/else", { model: "m" }), 404)
      assert.strictEqual(yield* status("/v1/realtime", { call_id: "rtc_none" }), 404)
    }).pipe(Effect.provide(guarded))
  )

  it.effect("admits a sideband to a call that runs, and to no other", () =>
    Effect.gen(function* () {
      const { server } = yield* connected
      const call = { ...server, callId: Option.some("rtc_1") }
      yield* Effect.forkScoped(serve(call), { startImmediately: true })
      yield* Effect.yieldNow
      const gate = yield* makeGate()
      yield* gate.admit(handshake({ query: { call_id: "rtc_1" } }))
      const error = yield* Effect.flip(gate.admit(handshake({ query: { call_id: "rtc_2" } })))
      assert.strictEqual(statusOf(error), 404)
    }).pipe(Effect.provide([guarded, RunningCalls.layer, Engine.echo]))
  )

  it.effect("returns the kind, the model and the settings that a client secret brings", () =>
    Effect.gen(function* () {
      const gate = yield* makeGate()
      const settings = { type: "realtime", model: "gpt-realtime-2", instructions: "Be brief." }
      const key = yield* secretFor({ session: settings })
      const enter = Effect.fnUntraced(function* (query: Handshake["query"], secret: string) {
        const { server } = yield* connected
        return yield* gate.enter(server, handshake({ key: secret, query }))
      }, Effect.scoped)
      const bare = yield* enter({}, key)
      assert.deepStrictEqual([bare.kind, bare.session], [{ _tag: "Conversation", model: "gpt-realtime-2" }, settings])
      assert.deepStrictEqual(bare.handshake.query, { model: "gpt-realtime-2" })
      assert.deepStrictEqual((yield* enter({ model: "other" }, key)).kind, { _tag: "Conversation", model: "other" })
      const listening = yield* enter({}, yield* secretFor({ session: { type: "transcription" } }))
      assert.deepStrictEqual(
        [listening.kind, listening.handshake.query],
        [{ _tag: "Transcription" }, { intent: "transcription" }]
      )
      assert.deepStrictEqual((yield* enter({}, yield* secretFor({}))).kind, {
        _tag: "Conversation",
        model: "gpt-realtime"
      })
      assert.strictEqual((yield* enter({ model: "m" }, apiKey)).session, undefined)
    }).pipe(Effect.provide(guarded))
  )

  it.effect("admits a client secret only to sessions of its kind", () =>
    Effect.gen(function* () {
      const gate = yield* makeGate()
      const conversation = yield* secretFor({ session: { type: "realtime" } })
      const transcription = yield* secretFor({ session: { type: "transcription" } })
      const translation = yield* secretFor({ session: { model: "m" } }, translationSecrets)
      const translations = "/v1/realtime/translations"
      const refused = [
        { key: conversation, query: { intent: "transcription" } },
        { key: transcription, query: { model: "m" } },
        { key: conversation, path: translations },
        { key: translation }
      ]
      for (const fields of refused) {
        assert.strictEqual(statusOf(yield* Effect.flip(gate.admit(handshake(fields)))), 403)
      }
      const { server } = yield* connected
      const admission = yield* gate.enter(server, handshake({ key: translation, path: translations, query: {} }))
      assert.deepStrictEqual(admission.kind, { _tag: "Translation", model: "m" })
      assert.deepStrictEqual(admission.translation, { model: "m" })
    }).pipe(Effect.provide(guarded))
  )

  it.effect("lets a session outlive its secret, which opens no further session", () =>
    Effect.gen(function* () {
      const gate = yield* makeGate()
      const key = yield* secretFor({ expires_after: { seconds: 10 } })
      const { client, server } = yield* connected
      const admitted = handshake({ key })
      yield* gate.admit(admitted)
      yield* TestClock.adjust("10 seconds")
      yield* gate.enter(server, admitted)
      yield* client.send(ClientEvent.make("response.create", {}))
      const { server: next } = yield* connected
      const { reason } = yield* Effect.flip(gate.enter(next, handshake({ key })))
      assert.deepInclude(reason, { _tag: "Closed", code: 3000 })
    }).pipe(Effect.provide(guarded))
  )

  it.effect("answers 503 and closes with 1013 past its limit, and has room again when a session ends", () =>
    Effect.gen(function* () {
      const gate = yield* makeGate({ maxConnections: 1 })
      const admitted = [handshake(), handshake()]
      for (const each of admitted) yield* gate.admit(each)
      const first = yield* Scope.make()
      const running = yield* connected
      yield* Scope.provide(gate.enter(running.server, handshake()), first)
      assert.strictEqual(statusOf(yield* Effect.flip(gate.admit(handshake()))), 503)
      for (const each of admitted) {
        const late = yield* connected
        yield* Effect.flip(gate.enter(late.server, each))
        const { reason } = yield* late.client.ended
        assert.strictEqual(reason._tag === "Closed" ? reason.code : undefined, 1013)
      }
      yield* Scope.close(first, Exit.void)
      yield* gate.admit(handshake())
    }).pipe(Effect.provide(guarded))
  )

  it.effect("closes a wrong key with 3000 behind a listener that does not call admit", () =>
    Effect.gen(function* () {
      const gate = yield* makeGate()
      const codes = yield* Effect.forEach([handshake({ key: "sk-wrong" }), handshake({ query: {} })], (each) =>
        Effect.gen(function* () {
          const { client, server } = yield* connected
          yield* Effect.flip(gate.enter(server, each))
          const { reason } = yield* client.ended
          return reason._tag === "Closed" ? [reason.code, reason.reason] : []
        })
      )
      assert.deepStrictEqual(codes, [
        [3000, "invalid_request_error.invalid_api_key"],
        [4000, "invalid_request_error.missing_required_parameter"]
      ])
    }).pipe(Effect.provide(guarded))
  )
})

it.effect("the example of the README runs to its end", () =>
  Effect.gen(function* () {
    const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")
    assert.include(text("../README.md"), text("httpExample.ts"))
    yield* main
  })
)
