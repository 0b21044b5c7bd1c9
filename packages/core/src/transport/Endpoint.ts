/**
 * An endpoint describes a connection by its address, kind, vocabulary and credential. It does nothing itself. Its views
 * return what an adapter needs (protocol section 0).
 */
import type * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { SessionRealtimeRequest } from "../shapes/Session.ts"
import type { EventCodec } from "../wire/Vocabulary.ts"
import { ClientEvent } from "../events/ClientEvent.ts"
import { ServerEvent } from "../events/ServerEvent.ts"
import { type Credential, keyOf } from "./credential.ts"
import { TransportError } from "./TransportError.ts"

export type { Credential } from "./credential.ts"

/** The purpose of the connection. Each has its own query key in the address. */
export type EndpointKind =
  | { readonly _tag: "Conversation"; readonly model: string }
  | { readonly _tag: "Transcription" }
  | { readonly _tag: "Translation"; readonly model: string }
  | { readonly _tag: "Sideband"; readonly callId: string }

/** A connection to be made. `In` are the events it receives, `Out` those it sends. */
export interface Endpoint<In, Out> {
  /** The realtime address, e.g. `wss://api.openai.com/v1/realtime`. */
  readonly base: string
  readonly kind: EndpointKind
  readonly incoming: EventCodec<In>
  readonly outgoing: EventCodec<Out>
  readonly credential: Option.Option<Credential>
  /** `bearer` for OpenAI and Entra tokens, `api-key` for Azure keys. */
  readonly authorization: "bearer" | "api-key"
  /** Whether to request OpenAI's beta dialect. Set it only with a beta vocabulary. */
  readonly beta: boolean
  /** The settings that a call opens with. A WebSocket opens without settings and needs a `session.update`. */
  readonly session: Option.Option<SessionRealtimeRequest>
}

/** The options of every constructor. */
export interface EndpointOptions {
  /**
   * Defaults to `wss://api.openai.com/v1`. `ws`, `http` and `https` are accepted, with or without a closing
   * `/realtime`.
   */
  readonly base?: string
  readonly credential?: Credential
  readonly authorization?: "bearer" | "api-key"
}

/** OpenAI's service. */
export const openai = "wss://api.openai.com/v1"

/**
 * Describes a connection of any kind in any vocabulary. The constructors below and those of dialects use it.
 */
export const make = <In, Out>(
  kind: EndpointKind,
  vocabulary: { readonly incoming: EventCodec<In>; readonly outgoing: EventCodec<Out> },
  options: EndpointOptions
): Endpoint<In, Out> => ({
  base: options.base ?? openai,
  kind,
  ...vocabulary,
  credential: Option.fromUndefinedOr(options.credential),
  authorization: options.authorization ?? "bearer",
  beta: false,
  session: Option.none()
})

const ga = { incoming: ServerEvent, outgoing: ClientEvent }

/** A spoken or typed conversation with `model`. `session` has the settings that a call opens with. */
export const conversation = (
  options: EndpointOptions & { readonly model: string; readonly session?: SessionRealtimeRequest }
): Endpoint<ServerEvent, ClientEvent> => ({
  ...make({ _tag: "Conversation", model: options.model }, ga, options),
  session: Option.fromUndefinedOr(options.session)
})

/** Transcription only (protocol section 2 (10)). Set the model with `session.update`. */
export const transcription = (options: EndpointOptions): Endpoint<ServerEvent, ClientEvent> =>
  make({ _tag: "Transcription" }, ga, options)

/** A second connection to a running call (protocol section 2 (14)). */
export const sideband = (options: EndpointOptions & { readonly callId: string }): Endpoint<ServerEvent, ClientEvent> =>
  make({ _tag: "Sideband", callId: options.callId }, ga, options)

/** What a WebSocket adapter needs to dial. Headers and subprotocols hold the key, so they print as `<redacted>`. */
export interface WebSocketRequest {
  readonly url: string
  readonly headers: Redacted.Redacted<Readonly<Record<string, string>>>
  /** For browsers, which cannot set headers. The server selects `realtime` and never echoes the rest. */
  readonly subprotocols: Redacted.Redacted<ReadonlyArray<string>>
}

/**
 * The key for the connection about to be made, without blanks around it, or none if the endpoint has no credential. Fails
 * if the credential gives no key, an empty one or one with control characters, before the adapter dials.
 */
export const key = <In, Out>(
  self: Endpoint<In, Out>
): Effect.Effect<Option.Option<Redacted.Redacted<string>>, TransportError> => keyOf(self.credential)

/** The WebSocket view. Fails if the address cannot be used, or if a key would leave this machine unencrypted. */
export const webSocket = <In, Out>(
  self: Endpoint<In, Out>,
  apiKey: Option.Option<Redacted.Redacted<string>>
): Result.Result<WebSocketRequest, TransportError> =>
  Result.map(address(self, { secure: "wss:", plain: "ws:" }, Option.isSome(apiKey)), (url) => {
    const { kind } = self
    switch (kind._tag) {
      case "Conversation":
        url.searchParams.set("model", kind.model)
        break
      case "Transcription":
        url.searchParams.set("intent", "transcription")
        break
      case "Translation":
        url.pathname += "/translations"
        url.searchParams.set("model", kind.model)
        break
      case "Sideband":
        url.searchParams.set("call_id", kind.callId)
    }
    const subprotocols = ["realtime"]
    if (Option.isSome(apiKey)) subprotocols.push(`openai-insecure-api-key.${Redacted.value(apiKey.value)}`)
    if (self.beta) subprotocols.push("openai-beta.realtime-v1")
    return {
      url: url.href,
      headers: Redacted.make(headers(self, apiKey), { label: "headers" }),
      subprotocols: Redacted.make(subprotocols, { label: "subprotocols" })
    }
  })

/**
 * What a WebRTC adapter needs to open a call, which is the address for its offer and the credential. The headers print
 * as `<redacted>`.
 */
export interface CallsRequest {
  readonly url: string
  readonly headers: Redacted.Redacted<Readonly<Record<string, string>>>
  /**
   * The part of the form beside the offer. Without it the offer goes bare, because the client secret has a session of
   * its own.
   */
  readonly session: Option.Option<SessionRealtimeRequest>
}

/**
 * The calls view. Send the SDP offer there by `POST`, bare with a client secret, and otherwise as a form with the
 * session (protocol section 0). The model is part of the session, never of the address. Settings of the endpoint go
 * beside a client secret too. Only a conversation is a call.
 */
export const calls = <In, Out>(
  self: Endpoint<In, Out>,
  apiKey: Option.Option<Redacted.Redacted<string>>
): Result.Result<CallsRequest, TransportError> => {
  const { kind, session } = self
  if (kind._tag !== "Conversation") return unusable(`a ${kind._tag.toLowerCase()} is no call`)
  const goesBare = Option.isNone(session) && Option.exists(apiKey, isClientSecret)
  return Result.map(address(self, { secure: "https:", plain: "http:" }, Option.isSome(apiKey)), (url) => {
    url.pathname = `${url.pathname.replace(/\/$/, "")}/calls`
    return {
      url: url.href,
      headers: Redacted.make(headers(self, apiKey), { label: "headers" }),
      session: goesBare
        ? Option.none()
        : Option.some({ model: kind.model, ...Option.getOrUndefined(session), type: "realtime" })
    }
  })
}

/** Whether a key is ephemeral (`ek_…`, from `POST …/client_secrets`). Only such keys belong in a page. */
export const isClientSecret = (apiKey: Redacted.Redacted<string>): boolean => Redacted.value(apiKey).startsWith("ek_")

const headers = <In, Out>(
  self: Endpoint<In, Out>,
  apiKey: Option.Option<Redacted.Redacted<string>>
): Readonly<Record<string, string>> => ({
  ...(self.beta ? { "OpenAI-Beta": "realtime=v1" } : {}),
  ...Option.match(apiKey, {
    onNone: () => ({}),
    onSome: (secret) =>
      self.authorization === "bearer"
        ? { Authorization: `Bearer ${Redacted.value(secret)}` }
        : { "api-key": Redacted.value(secret) }
  })
})

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Whether an address names this machine. A key may go there unencrypted, and a server there may need no key. */
export const isLoopback = ({ hostname }: URL): boolean => loopback.test(hostname)

const address = <In, Out>(
  self: Endpoint<In, Out>,
  scheme: { readonly secure: string; readonly plain: string },
  hasKey: boolean
): Result.Result<URL, TransportError> => {
  const url = URL.parse(self.base)
  if (url === null || !/^(wss?|https?):$/.test(url.protocol)) {
    return unusable(`the address ${JSON.stringify(self.base)} is not a ws, wss, http or https URL`)
  }
  const secure = url.protocol === "wss:" || url.protocol === "https:"
  if (hasKey && !secure && !isLoopback(url)) {
    return unusable(`a key is not sent unencrypted to ${url.hostname}. Use wss or https`)
  }
  const moved = new URL(url.href.replace(/^[a-z]+:/, secure ? scheme.secure : scheme.plain))
  if (!/\/realtime\/?$/.test(moved.pathname)) moved.pathname = `${moved.pathname.replace(/\/$/, "")}/realtime`
  return Result.succeed(moved)
}

const unusable = (detail: string): Result.Result<never, TransportError> =>
  Result.fail(TransportError.protocol({ detail }))
