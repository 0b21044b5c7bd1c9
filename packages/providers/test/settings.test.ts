import { Endpoint, type Provider } from "@antiphon/core"
import { usableKey } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { azure, azureVoiceLive, inworld, litellm, localai, openai, qwen, speaches, xai } from "@antiphon/providers"

const dialled = async (provider: Provider, kind?: Endpoint.EndpointKind) => {
  const endpoint = Result.getOrThrow(provider.session().endpoint(kind))
  const key = await Effect.runPromise(usableKey(endpoint))
  const { headers, subprotocols, url } = Result.getOrThrow(Endpoint.webSocket(endpoint, key))
  return { url, headers: Redacted.value(headers), subprotocols: Redacted.value(subprotocols), key, endpoint }
}

describe("the address and the credential of each provider", () => {
  it.each([
    [openai({ key: "sk-1", model: "m" }), "wss://api.openai.com/v1/realtime?model=m", { Authorization: "Bearer sk-1" }],
    [
      azure({ resource: "r", key: "k", deployment: "d" }),
      "wss://r.openai.azure.com/openai/v1/realtime?model=d",
      { "api-key": "k" }
    ],
    [
      azure({ resource: "r", token: "eyJ", deployment: "d" }),
      "wss://r.openai.azure.com/openai/v1/realtime?model=d",
      { Authorization: "Bearer eyJ" }
    ],
    [
      azure({ resource: "r", key: "k", deployment: "d", apiVersion: "2025-04-01-preview" }),
      "wss://r.openai.azure.com/openai/realtime?api-version=2025-04-01-preview&deployment=d",
      { "api-key": "k", "OpenAI-Beta": "realtime=v1" }
    ],
    [
      azureVoiceLive({ resource: "r", key: "k", model: "m" }),
      "wss://r.services.ai.azure.com/voice-live/realtime?api-version=2026-07-15&model=m",
      { "api-key": "k" }
    ],
    [
      azureVoiceLive({ resource: "r", key: "k", model: "m", keyInQuery: true }),
      "wss://r.services.ai.azure.com/voice-live/realtime?api-version=2026-07-15&model=m&api-key=k",
      {}
    ],
    [xai({ key: "xai-1" }), "wss://api.x.ai/v1/realtime?model=grok-voice-latest", { Authorization: "Bearer xai-1" }],
    [
      qwen({ key: "sk-1", model: "m", region: "cn" }),
      "wss://dashscope.aliyuncs.com/api-ws/v1/realtime?model=m",
      { Authorization: "Bearer sk-1" }
    ],
    [
      inworld({ key: "aWQ6c2VjcmV0", sessionId: "S" }),
      "wss://api.inworld.ai/api/v1/realtime/session?key=S&protocol=realtime",
      { Authorization: "Basic aWQ6c2VjcmV0" }
    ],
    [localai({ model: "m" }), "ws://127.0.0.1:8080/v1/realtime?model=m", {}],
    [speaches({ model: "m" }), "ws://127.0.0.1:8000/v1/realtime?model=m", {}],
    [
      litellm({
        url: "https://gateway.example/v1",
        key: () => Promise.resolve("k"),
        model: "m",
        headers: { "X-T": "7" }
      }),
      "wss://gateway.example/v1/realtime?model=m",
      { Authorization: "Bearer k", "X-T": "7" }
    ]
  ])("$0.name, $1", async (provider, url, headers) => {
    expect(await dialled(provider)).toMatchObject({ url, headers })
  })

  it("a page connects to xAI with a client secret as a subprotocol, and an API key is not ephemeral", async () => {
    const { endpoint, key, subprotocols } = await dialled(xai({ clientSecret: "tmp" }))
    expect(subprotocols).toEqual(["realtime", "xai-client-secret.tmp"])
    expect(endpoint.isEphemeral(Option.getOrThrow(key))).toBe(true)
    const other = await dialled(xai({ key: "xai-1" }))
    expect(other.endpoint.isEphemeral(Option.getOrThrow(other.key))).toBe(false)
  })
  it("ephemeral keys of Azure are minted with the same credential as connections", async () => {
    const endpoint = Result.getOrThrow(azure({ resource: "r", key: "k" }).http("client_secrets"))
    const key = await Effect.runPromise(usableKey(endpoint))
    const { headers, url } = Result.getOrThrow(Endpoint.http(endpoint, key, "client_secrets"))
    expect(url).toBe("https://r.openai.azure.com/openai/v1/realtime/client_secrets")
    expect(Redacted.value(headers)).toEqual({ "api-key": "k" })
  })
})

describe("bad settings are refused before anything is dialled, with the field and what to do", () => {
  // JavaScript has no types, so these are what a caller may pass.
  const make = {
    openai: openai as (settings?: unknown) => Provider,
    azure: azure as (settings?: unknown) => Provider,
    azureVoiceLive: azureVoiceLive as (settings?: unknown) => Provider,
    xai: xai as (settings?: unknown) => Provider,
    qwen: qwen as (settings?: unknown) => Provider,
    inworld: inworld as (settings?: unknown) => Provider,
    localai: localai as (settings?: unknown) => Provider,
    speaches: speaches as (settings?: unknown) => Provider,
    litellm: litellm as (settings?: unknown) => Provider
  }
  const why = (provider: Provider, kind?: Endpoint.EndpointKind) =>
    Result.match(provider.session().endpoint(kind), { onSuccess: () => "", onFailure: ({ message }) => message })

  it.each([
    ["openai", {}, "openai has no key. Pass key, a key, or a function that returns one"],
    ["openai", undefined, "openai takes an object of settings"],
    ["openai", { key: "sk-1" }, "openai has no model. Pass model"],
    ["openai", { key: 7, model: "m" }, "key of openai cannot be used. Pass a key"],
    ["openai", { key: "", model: "m" }, "key of openai cannot be used"],
    [
      "openai",
      { key: "k", model: "m", url: "api.openai.com" },
      "url of openai cannot be used. Pass a ws, wss, http or https address"
    ],
    ["openai", { key: "k", modle: "m" }, "openai has no setting modle. It has model, headers, key"],
    ["azure", { key: "k", deployment: "d" }, "azure has no resource. Pass resource, the name of the resource, or url"],
    ["azure", { key: "k", token: "t", resource: "r" }, "azure has key and token. Pass one of them"],
    ["azureVoiceLive", { resource: "r", model: "m" }, "azureVoiceLive has no key. Pass key"],
    ["azure", { resource: "https://r", key: "k", deployment: "d" }, "resource of azure cannot be used. Pass the name"],
    ["xai", { key: "xai-1", resumption: "yes" }, "resumption of xai cannot be used. Pass true or false"],
    ["qwen", { key: "k", model: "m", region: "eu" }, "region of qwen cannot be used. Pass intl or cn"],
    ["inworld", { sessionId: "s" }, "inworld has no key. Pass key"],
    ["localai", {}, "localai has no model"],
    ["speaches", { model: "m", headers: { a: 1 } }, "headers of speaches cannot be used. Pass an object of texts"],
    ["litellm", { model: "m" }, "litellm has no url. Pass url, a ws"]
  ] as const)("%s %j", (name, settings, message) => {
    expect(why(make[name](settings))).toContain(message)
  })

  it.each([
    [xai({ key: "sk-proj-secret" }), "It is one of OpenAI. Use openai({ key })"],
    [xai({ clientSecret: "xai-secretless".replace("secretless", "abc") }), "It is an API key. Pass it as key"],
    [openai({ key: () => "xai-abc", model: "m" }), "It is one of xAI"],
    [azure({ resource: "r", key: "eyJabc", model: "m" }), "It is an Entra token. Pass it as token"],
    [azureVoiceLive({ resource: "r", token: "0123456789abcdef0123456789abcdef", model: "m" }), "Pass it as key"],
    [inworld({ key: "eyJabc" }), "It is a JWT. Pass it as token"]
  ])("a credential of another kind, %#", async (provider, remedy) => {
    const endpoint = Result.getOrThrow(provider.session().endpoint())
    const { message } = await Effect.runPromise(Effect.flip(usableKey(endpoint)))
    expect(message).toContain(remedy)
    expect(message).not.toMatch(/sk-proj|abc/)
  })

  it("a kind of session that a provider lacks is refused", () => {
    expect(why(xai({ key: "k" }), { _tag: "Transcription" })).toContain("xai has no sessions that only transcribe")
    expect(why(xai({ key: "k" }), { _tag: "Sideband", callId: "c" })).toContain("xai has no second connection")
    expect(why(openai({ key: "k" }), { _tag: "Translation", model: "m" })).toContain("openai translates no speech here")
  })
  it("requests over HTTP that a provider lacks are refused", () => {
    const refused = qwen({ key: "k", model: "m" }).http("client_secrets")
    expect(Result.isFailure(refused) && refused.failure.message).toContain("qwen has no ephemeral keys")
  })
})
