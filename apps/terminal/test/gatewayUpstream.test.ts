/** What `antiphon gateway` says to the service behind it: where, with which key, and in which words. */
import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { IncomingHttpHeaders } from "node:http"
import { type WebSocket, WebSocketServer } from "ws"
import { connect } from "./rawClient.ts"
import { antiphon, serving } from "./run.ts"

type Fields = Readonly<Record<string, unknown>>

/** The greeting in the words of a dialect. */
const greetings = {
  ga: { type: "realtime", id: "s", object: "realtime.session", model: "m", output_modalities: ["audio"] },
  beta: { id: "s", object: "realtime.session", model: "m", modalities: ["audio", "text"], voice: "alloy" },
  flat: { id: "s", object: "realtime.session", model: "m", modalities: ["audio"], voice: "ara" }
} as const
type Dialect = keyof typeof greetings

/** Words of an answer in each dialect. */
const deltas = {
  ga: "response.output_audio_transcript.delta",
  beta: "response.audio_transcript.delta",
  flat: "response.output_audio_transcript.delta"
} as const satisfies Record<Dialect, string>

/** A service that speaks a dialect, and what reaches it. */
const service = (dialect: Dialect) =>
  Effect.gen(function* () {
    const asked = yield* Deferred.make<{ readonly url: string; readonly headers: IncomingHttpHeaders }>()
    const updated = yield* Deferred.make<Fields>()
    const server = yield* Effect.acquireRelease(
      Effect.callback<WebSocketServer>((resume) => {
        const listening: WebSocketServer = new WebSocketServer({ port: 0, host: "127.0.0.1" }, () =>
          resume(Effect.succeed(listening))
        )
      }),
      (listening) =>
        Effect.sync(() => {
          for (const socket of listening.clients) socket.terminate()
          listening.close()
        })
    )
    server.on("connection", (socket: WebSocket, { headers, url = "" }) => {
      Deferred.doneUnsafe(asked, Effect.succeed({ url, headers }))
      socket.send(JSON.stringify({ type: "session.created", event_id: "event_1", session: greetings[dialect] }))
      socket.on("message", (data) => {
        Deferred.doneUnsafe(updated, Effect.succeed(JSON.parse(String(data))["session"]))
        const place = { response_id: "r", item_id: "i", output_index: 0, content_index: 0 }
        socket.send(JSON.stringify({ type: deltas[dialect], event_id: "event_2", ...place, delta: "Hello" }))
      })
    })
    const address = server.address()
    const origin = `ws://127.0.0.1:${typeof address === "object" ? address?.port : 0}`
    return { origin, asked: Deferred.await(asked), updated: Deferred.await(updated) }
  })

/** A node in front of a service, and what becomes of a session with it. */
const through = Effect.fnUntraced(function* (
  dialect: Dialect,
  flags: (origin: string) => ReadonlyArray<string>,
  env = {}
) {
  const { asked, origin, updated } = yield* service(dialect)
  const node = yield* serving(flags(origin), env, ["gateway", "--port", "0"])
  const user = yield* connect(node.url, { headers: { authorization: "Bearer sk-of-the-user" } })
  const created = (yield* user.next("session.created"))["session"]
  const session = { type: "realtime", instructions: "Be brief.", audio: { output: { voice: "verse" } } }
  user.send({ type: "session.update", session })
  const { delta } = yield* user.next("response.output_audio_transcript.delta")
  const { headers, url } = yield* asked
  assert.notInclude(JSON.stringify(headers), "sk-of-the-user")
  return { created: created as Fields, delta, headers, url, updated: yield* updated }
})

/** The settings as a service of each dialect has to get them. */
const settings = {
  ga: { type: "realtime", instructions: "Be brief.", audio: { output: { voice: "verse" } } },
  beta: { instructions: "Be brief.", voice: "verse" },
  flat: { instructions: "Be brief.", voice: "verse", resumption: { enabled: true } }
} as const satisfies Record<Dialect, Fields>

const bearer = { authorization: "Bearer key-of-the-service" }
const path = "/v1/realtime?model=m"

interface Case {
  readonly provider: string
  readonly dialect: Dialect
  /** What stands behind the origin in `--upstream`. */
  readonly base: string
  readonly url: string | RegExp
  readonly headers: Fields
  readonly updated?: Fields
}

const cases: ReadonlyArray<Case> = [
  { provider: "openai", dialect: "ga", base: "/v1", url: path, headers: bearer },
  {
    provider: "azure",
    dialect: "ga",
    base: "",
    url: "/openai/v1/realtime?model=m",
    headers: { "api-key": "key-of-the-service" }
  },
  {
    provider: "azure-voice-live",
    dialect: "beta",
    base: "",
    url: "/voice-live/realtime?api-version=2026-07-15&model=m",
    headers: { "api-key": "key-of-the-service" }
  },
  {
    provider: "inworld",
    dialect: "ga",
    base: "",
    url: /^\/api\/v1\/realtime\/session\?key=[\w-]{36}&protocol=realtime$/,
    headers: { authorization: "Basic key-of-the-service" },
    updated: { ...settings.ga, model: "m" }
  },
  { provider: "litellm", dialect: "ga", base: "/v1", url: path, headers: bearer },
  { provider: "localai", dialect: "ga", base: "/v1", url: path, headers: bearer },
  { provider: "qwen", dialect: "beta", base: "/api-ws/v1", url: "/api-ws/v1/realtime?model=m", headers: bearer },
  { provider: "speaches", dialect: "beta", base: "/v1", url: path, headers: bearer },
  { provider: "xai", dialect: "flat", base: "/v1", url: path, headers: bearer }
]

describe("the service behind antiphon gateway", () => {
  it.live("an event that cannot be translated for it is refused by its id, and the session goes on", () =>
    Effect.gen(function* () {
      const { origin } = yield* service("ga")
      const flags = ["gateway", "--port", "0", "--provider", "localai", "--upstream", `${origin}/v1`]
      const node = yield* serving([], {}, flags)
      const user = yield* connect(`${node.url}?model=m`)
      yield* user.next("session.created")
      user.send({ type: "input_audio_buffer.append", event_id: "mine", audio: 7 })
      const { error } = yield* user.next("error")
      assert.deepInclude(error, { code: "invalid_event", event_id: "mine" })
      user.send({ type: "session.update", session: { type: "realtime" } })
      yield* user.next("response.output_audio_transcript.delta")
    }).pipe(Effect.scoped)
  )

  it.live.each(cases)(
    "$provider is reached at its address with its key, and clients speak GA to it",
    ({ base, dialect, headers, provider, updated, url }) =>
      Effect.gen(function* () {
        const flags = (origin: string) => ["--provider", provider, "--model", "m", "--upstream", `${origin}${base}`]
        const seen = yield* through(dialect, flags, { ANTIPHON_UPSTREAM_KEY: "key-of-the-service" })
        if (typeof url === "string") assert.strictEqual(seen.url, url)
        else assert.match(seen.url, url)
        for (const [name, value] of Object.entries(headers)) assert.strictEqual(seen.headers[name], value)
        assert.deepStrictEqual(seen.updated, updated ?? settings[dialect])
        assert.strictEqual(seen.created["type"], "realtime")
        assert.strictEqual(seen.delta, "Hello")
      }).pipe(Effect.scoped)
  )

  it.live("is any server that speaks GA, with its key and the model for clients that name none", () =>
    Effect.gen(function* () {
      const flags = (origin: string) => ["--model", "m", "--upstream", `${origin}/v1`]
      const seen = yield* through("ga", flags, { OPENAI_API_KEY: "key-of-the-service" })
      assert.strictEqual(seen.url, path)
      assert.strictEqual(seen.headers.authorization, bearer.authorization)
      assert.deepStrictEqual(seen.updated, settings.ga)
    }).pipe(Effect.scoped)
  )

  it.live("is refused at the start with what is missing", () =>
    Effect.gen(function* () {
      const refused = (flags: ReadonlyArray<string>, env = {}) =>
        Effect.map(antiphon(["gateway", "--port", "0", ...flags], env), ({ code, stderr }) => {
          assert.strictEqual(code, 1)
          return stderr
        })
      for (const provider of ["openai", "xai", "qwen", "inworld"])
        assert.include(yield* refused(["--provider", provider]), "needs its key: set ANTIPHON_UPSTREAM_KEY", provider)
      for (const provider of ["azure", "azure-voice-live", "litellm"])
        assert.include(
          yield* refused(["--provider", provider], { ANTIPHON_UPSTREAM_KEY: "key-of-the-service" }),
          "needs its address: give --upstream",
          provider
        )
      const wrong = yield* refused(["--provider", "xai"], { ANTIPHON_UPSTREAM_KEY: "sk-of-another" })
      assert.include(wrong, "It is one of OpenAI")
      assert.notInclude(wrong, "sk-of-another")
    })
  )
})
