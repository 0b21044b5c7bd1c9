import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { Beta, Endpoint, Translation } from "@antiphon/core"
import * as Live from "@antiphon/core/live"
import { headerRefusal, usableKey } from "@antiphon/core/transport"

const secret = Option.some(Redacted.make("ek_secret"))

const requestOf = <In, Out>(endpoint: Endpoint.Endpoint<In, Out>, key = secret) =>
  Result.getOrThrow(Endpoint.webSocket(endpoint, key))

const refusal = (base: string, key = secret): string =>
  Result.match(Endpoint.webSocket(Endpoint.conversation({ base, model: "m" }), key), {
    onSuccess: ({ url }) => `accepted ${url}`,
    onFailure: (error) => error.message
  })

describe("the address of each kind carries exactly one query key", () => {
  it.each([
    ["conversation", requestOf(Endpoint.conversation({ model: "gpt-realtime" })), "?model=gpt-realtime"],
    ["transcription", requestOf(Endpoint.transcription({})), "?intent=transcription"],
    ["translation", requestOf(Translation.session({ model: "t" })), "/translations?model=t"],
    ["sideband", requestOf(Endpoint.sideband({ callId: "rtc_1" })), "?call_id=rtc_1"]
  ] as const)("%s", (_kind, endpoint, rest) => {
    expect(endpoint.url).toBe(`wss://api.openai.com/v1/realtime${rest}`)
  })
})

it("a page has the address and the subprotocols of the WebSocket view, and no headers", () => {
  const endpoint = Endpoint.conversation({ model: "m", organization: "o", headers: { "x-any": "\n" } })
  const { subprotocols, url, ...rest } = Result.getOrThrow(Endpoint.pageSocket(endpoint, secret))
  expect(url).toBe("wss://api.openai.com/v1/realtime?model=m")
  expect(Redacted.value(subprotocols)).toEqual([
    "realtime",
    "openai-insecure-api-key.ek_secret",
    "openai-organization.o"
  ])
  expect(rest).toEqual({})
})

describe("the address of a Live session names it by its path alone", () => {
  it.each([
    ["a session", Live.session({}), "wss://api.openai.com/v1/live/sessions"],
    ["a sideband", Live.attach({ sessionId: "a/b" }), "wss://api.openai.com/v1/live/sessions/a%2Fb/attach"],
    [
      "a sideband that ends the session",
      Live.attach({ sessionId: "s", gracefulClose: true }),
      "wss://api.openai.com/v1/live/sessions/s/attach?graceful_close=true"
    ],
    ["a fork", Live.fork({ sessionId: "s" }), "wss://api.openai.com/v1/live/sessions/s/fork"],
    ["another base", Live.session({ base: "http://localhost:1/v1/" }), "ws://localhost:1/v1/live/sessions"],
    ["a base with its path", Live.session({ base: "wss://h/v1/live/sessions" }), "wss://h/v1/live/sessions"],
    ["the base of Realtime", Live.session({ base: "wss://h/v1/realtime" }), "wss://h/v1/live/sessions"],
    [
      "Azure",
      Live.session({ base: "https://r.openai.azure.com/openai/v1/live" }),
      "wss://r.openai.azure.com/openai/v1/live/sessions"
    ],
    ["an address", Live.session({ address: "wss://h/anything" }), "wss://h/anything"]
  ])("%s", (_name, endpoint, url) => {
    expect(requestOf(endpoint).url).toBe(url)
  })

  it("the key travels in the header alone", () => {
    const { headers, subprotocols } = requestOf(Live.session({}))
    expect(Redacted.value(headers)).toEqual({ Authorization: "Bearer ek_secret" })
    expect(Redacted.value(subprotocols)).toEqual([])
  })
})

describe("a base in any spelling", () => {
  it.each([
    ["https://host/v1", "wss://host/v1/realtime?model=m"],
    ["https://host/v1/", "wss://host/v1/realtime?model=m"],
    ["wss://host/v1/realtime", "wss://host/v1/realtime?model=m"],
    ["http://localhost:8080", "ws://localhost:8080/realtime?model=m"],
    ["ws://127.0.0.1:1/v1/realtime", "ws://127.0.0.1:1/v1/realtime?model=m"],
    ["ws://[::1]:1/v1", "ws://[::1]:1/v1/realtime?model=m"],
    ["https://r.openai.azure.com/openai/v1", "wss://r.openai.azure.com/openai/v1/realtime?model=m"],
    ["wss://proxy/v1/realtime?tenant=7", "wss://proxy/v1/realtime?tenant=7&model=m"]
  ])("%s", (base, url) => {
    expect(requestOf(Endpoint.conversation({ base, model: "m" })).url).toBe(url)
  })
})

describe("what cannot be used is refused before anything is dialled", () => {
  it("a text that is not an address is refused", () => {
    expect(refusal("not a url")).toContain("not a ws, wss, http or https URL")
    expect(refusal("file:///etc")).toContain("not a ws, wss, http or https URL")
  })
  it("a key is not sent unencrypted past this machine, and an endpoint without a key may be unencrypted", () => {
    expect(refusal("ws://example.com/v1")).toBe("a key is not sent unencrypted to example.com. Use wss or https")
    expect(refusal("ws://127.0.0.1.example.com/v1")).toContain("unencrypted")
    expect(refusal("ws://example.com/v1", Option.none())).toContain("accepted")
  })
})

describe("credentials", () => {
  it("go into a header or, for browsers, a subprotocol behind `realtime`", () => {
    const { headers, subprotocols } = requestOf(Endpoint.conversation({ model: "m" }))
    expect(Redacted.value(headers)).toEqual({ Authorization: "Bearer ek_secret" })
    expect(Redacted.value(subprotocols)).toEqual(["realtime", "openai-insecure-api-key.ek_secret"])
  })
  it("of Azure go into `api-key`", () => {
    const { headers } = requestOf(Endpoint.conversation({ model: "m", authorization: "api-key" }))
    expect(Redacted.value(headers)).toEqual({ "api-key": "ek_secret" })
  })
  it("never print", () => {
    const request = requestOf(Endpoint.conversation({ model: "m", credential: Redacted.make("ek_secret") }))
    expect(JSON.stringify(request) + String(request.headers)).not.toContain("ek_secret")
  })
  it("given as an effect are asked for at each connection", async () => {
    let asked = 0
    const credential = Effect.sync(() => Redacted.make(`ek_${++asked}`))
    const endpoint = Endpoint.conversation({ model: "m", credential })
    const keys = [await Effect.runPromise(usableKey(endpoint)), await Effect.runPromise(usableKey(endpoint))]
    expect(keys.map((key) => Redacted.value(Option.getOrThrow(key)))).toEqual(["ek_1", "ek_2"])
  })
  it("are absent if none are given", async () => {
    expect(await Effect.runPromise(usableKey(Endpoint.conversation({ model: "m" })))).toEqual(Option.none())
  })
})

describe("the calls view", () => {
  it("is an address over HTTP, without the model, and the key in a header", () => {
    const { headers, url } = Result.getOrThrow(Endpoint.calls(Endpoint.conversation({ model: "m" }), secret))
    expect(url).toBe("https://api.openai.com/v1/realtime/calls")
    expect(Redacted.value(headers)).toEqual({ Authorization: "Bearer ek_secret" })
    const local = Endpoint.conversation({ base: "ws://localhost:1/v1/realtime/", model: "m" })
    expect(Result.getOrThrow(Endpoint.calls(local, secret)).url).toBe("http://localhost:1/v1/realtime/calls")
  })
  it("has the session for a form beside the offer, and none where a client secret brings its own", () => {
    const sessionOf = (key: string, session?: { readonly type: "realtime"; readonly instructions: string }) =>
      Result.getOrThrow(
        Endpoint.calls(
          Endpoint.conversation({ model: "m", ...(session === undefined ? {} : { session }) }),
          Option.some(Redacted.make(key))
        )
      ).session
    const settings = { type: "realtime", instructions: "Be brief." } as const
    expect(sessionOf("ek_secret")).toEqual(Option.none())
    expect(sessionOf("sk_secret")).toEqual(Option.some({ type: "realtime", model: "m" }))
    expect(sessionOf("sk_secret", settings)).toEqual(Option.some({ ...settings, model: "m" }))
    expect(sessionOf("ek_secret", settings)).toEqual(Option.some({ ...settings, model: "m" }))
  })
  it("exists for conversations alone", () => {
    const refused = Endpoint.calls(Endpoint.sideband({ callId: "rtc_1" }), secret)
    expect(Result.isFailure(refused) && refused.failure.message).toBe("a sideband is no call")
  })
})

it("a beta endpoint says so, by header and subprotocol", () => {
  const { headers, subprotocols } = requestOf(Beta.conversation({ model: "m" }))
  expect(Redacted.value(headers)["OpenAI-Beta"]).toBe("realtime=v1")
  expect(Redacted.value(subprotocols)).toContain("openai-beta.realtime-v1")
})

describe("a key", () => {
  const failure = (credential: Endpoint.Credential) =>
    Effect.runSync(Effect.flip(usableKey(Endpoint.conversation({ model: "m", credential })))).message

  it.each(["\r", "\n", "\r\n", "\t", "\0", "\u001b", "\u007f", "\u0085"])(
    "with the control character %j inside is refused before it is sent, and not quoted",
    (control) => {
      const credential = Redacted.make(`sk-first${control}second`)
      for (const given of [credential, Effect.succeed(credential)]) {
        const message = failure(given)
        expect(message).toContain("control character")
        expect(message).not.toMatch(/first|second/)
      }
    }
  )

  it("is sent without the blanks and line breaks around it", () => {
    const credential = Redacted.make(" sk-1\r\n")
    const key = Effect.runSync(usableKey(Endpoint.conversation({ model: "m", credential })))
    expect(Option.map(key, Redacted.value)).toEqual(Option.some("sk-1"))
  })

  it("that is empty is refused", () => {
    expect(failure(Redacted.make(" "))).toContain("the key is empty")
  })
})

describe("an endpoint of another server", () => {
  const at = (options: Endpoint.EndpointOptions & { readonly model?: string }, key = secret) =>
    requestOf(Endpoint.conversation(options), key)

  it.each([
    ["wss://api.inworld.ai/api/v1/realtime/session?key=S&protocol=realtime", undefined],
    ["https://host/voice-live?api-version=2026-07-15&model=m", "wss://host/voice-live?api-version=2026-07-15&model=m"]
  ])("an exact address is dialled as it stands, %s", (address, url = address) => {
    expect(at({ address, model: "other" }).url).toBe(url)
  })
  it("a query of the caller comes with every address, and a model is optional", () => {
    expect(at({ base: "wss://host/v1", query: { conversation_id: "c 1" } }).url).toBe(
      "wss://host/v1/realtime?conversation_id=c+1"
    )
    expect(at({ address: "wss://host/a", query: { b: "c" } }).url).toBe("wss://host/a?b=c")
  })
  it.each([
    ["bearer", { Authorization: "Bearer ek_secret" }],
    ["api-key", { "api-key": "ek_secret" }],
    ["basic", { Authorization: "Basic ek_secret" }],
    ["query", {}],
    ["none", {}],
    [(key: Redacted.Redacted<string>) => ({ "X-Key": Redacted.value(key) }), { "X-Key": "ek_secret" }]
  ] as const)("the key travels as %s", (authorization, headers) => {
    const request = at({ authorization, base: "wss://host/v1" })
    expect(Redacted.value(request.headers)).toEqual(headers)
    expect(request.url.includes("ek_secret")).toBe(authorization === "query")
  })
  it("a user and a password are encoded for `basic`", () => {
    const { headers } = at({ authorization: "basic" }, Option.some(Redacted.make("é:b")))
    expect(Redacted.value(headers)).toEqual({ Authorization: `Basic ${Buffer.from("é:b").toString("base64")}` })
  })
  it("the organization, the project and the safety identifier have names", () => {
    const { headers, subprotocols } = at({ organization: "org-1", project: "proj_1", safetyIdentifier: "u" })
    expect(Redacted.value(headers)).toMatchObject({
      "OpenAI-Organization": "org-1",
      "OpenAI-Project": "proj_1",
      "OpenAI-Safety-Identifier": "u"
    })
    expect(Redacted.value(subprotocols)).toEqual([
      "realtime",
      "openai-insecure-api-key.ek_secret",
      "openai-organization.org-1",
      "openai-project.proj_1"
    ])
  })
  it("a server chooses the subprotocols that carry its key", () => {
    const { subprotocols } = at({ subprotocols: (key) => [`xai-client-secret.${key && Redacted.value(key)}`] })
    expect(Redacted.value(subprotocols)).toEqual(["xai-client-secret.ek_secret"])
  })
  it("requests over HTTP have the same credentials, headers and query", () => {
    const endpoint = Endpoint.conversation({
      base: "wss://r.openai.azure.com/openai/v1",
      authorization: "api-key",
      headers: { "X-Tenant": "7" },
      query: { "api-version": "preview" }
    })
    const { headers, url } = Result.getOrThrow(Endpoint.http(endpoint, secret, "client_secrets"))
    expect(url).toBe("https://r.openai.azure.com/openai/v1/realtime/client_secrets?api-version=preview")
    expect(Redacted.value(headers)).toEqual({ "api-key": "ek_secret", "X-Tenant": "7" })
  })

  const why = (options: object, key = secret) =>
    Result.match(Endpoint.webSocket(Endpoint.conversation(options), key), {
      onSuccess: () => "accepted",
      onFailure: ({ message }) => message
    })
  it.each([
    [{ authorization: "Bearer" }, "authorization is none of bearer"],
    [{ headers: { "X-A": 7 } }, "X-A of headers is no text"],
    [{ query: { model: null } }, "model of query is no text"],
    [{ headers: { "X-A": "a\r\nb" } }, 'the header "X-A" has a name or a value'],
    [{ headers: { "X A": "a" } }, 'the header "X A" has a name or a value'],
    [{ subprotocols: () => ["a b"] }, "a subprotocol has characters"],
    [{ address: "host/v1" }, "is not a ws, wss, http or https URL"]
  ])("%j is refused before anything is dialled, with the field and what to do", (options, message) => {
    expect(why(options)).toContain(message)
    expect(why(options)).not.toContain("ek_secret")
  })
  it("a socket without headers refuses an endpoint that needs them", () => {
    const refused = (options: Endpoint.EndpointOptions) =>
      headerRefusal(Endpoint.conversation(options), secret)?.message
    expect(refused({})).toBeUndefined()
    expect(refused({ authorization: "query" })).toBeUndefined()
    expect(refused({ organization: "o" })).toBeUndefined()
    expect(refused({ safetyIdentifier: "u" })).toContain("OpenAI-Safety-Identifier")
    expect(refused({ authorization: "basic" })).toContain("Connect from your server")
  })
  it("the server says which of its keys are ephemeral", () => {
    const isEphemeral = (key: Redacted.Redacted<string>) => Redacted.value(key).startsWith("tmp_")
    expect(Endpoint.conversation({ isEphemeral }).isEphemeral(Redacted.make("tmp_1"))).toBe(true)
    expect(Endpoint.conversation({}).isEphemeral(Redacted.make("tmp_1"))).toBe(false)
  })
})
