/**
 * An endpoint describes a connection by its address, kind, vocabulary and credential. It does nothing itself. Its views
 * return what an adapter needs (protocol section 0).
 */
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { SessionRealtimeRequest } from "../shapes/Session.ts"
import type { EventCodec } from "../wire/Vocabulary.ts"
import { ClientEvent } from "../events/ClientEvent.ts"
import { ServerEvent } from "../events/ServerEvent.ts"
import { checkSent, headersOf, queryOf, type Sent, sentOf, subprotocolsOf } from "./authorization.ts"
import type { Credential, EndpointOptions } from "./EndpointOptions.ts"
import { TransportError } from "./TransportError.ts"

export type { Authorization, Credential, EndpointOptions } from "./EndpointOptions.ts"

/** The purpose of the connection. Each has its own query key in the address. */
export type EndpointKind =
  /** Without a model the key, the address or the server decides on one. */
  | { readonly _tag: "Conversation"; readonly model?: string | undefined }
  | { readonly _tag: "Transcription" }
  | { readonly _tag: "Translation"; readonly model: string }
  | { readonly _tag: "Sideband"; readonly callId: string }
  /**
   * A session of OpenAI Live. Its address is exact, so no key of a query names it. `session` has the settings that a call
   * opens with. It is absent for a sideband, which is no call.
   */
  | { readonly _tag: "Live"; readonly session?: object }

/** A connection to be made. `In` are the events it receives, `Out` those it sends. */
export interface Endpoint<In, Out> extends Sent {
  /** The realtime address, e.g. `wss://api.openai.com/v1/realtime`. */
  readonly base: string
  /** Whether `base` is dialled as it stands. Neither a path nor the query of the kind is then added. */
  readonly isExact: boolean
  readonly kind: EndpointKind
  readonly incoming: EventCodec<In>
  readonly outgoing: EventCodec<Out>
  readonly credential: Option.Option<Credential>
  /** Whether to request OpenAI's beta dialect. Set it only with a beta vocabulary. */
  readonly beta: boolean
  /** Whether a key is ephemeral. Only such keys belong in a page. */
  readonly isEphemeral: (key: Redacted.Redacted<string>) => boolean
  /** The settings that a call opens with. A WebSocket opens without settings and needs a `session.update`. */
  readonly session: Option.Option<SessionRealtimeRequest>
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
  base: options.address ?? options.base ?? openai,
  isExact: options.address !== undefined,
  kind,
  ...vocabulary,
  ...sentOf(options),
  credential: Option.fromUndefinedOr(options.credential),
  isEphemeral: options.isEphemeral ?? isClientSecret,
  beta: false,
  session: Option.none()
})

const ga = { incoming: ServerEvent, outgoing: ClientEvent }

/**
 * A spoken or typed conversation with `model`, or with the model that the key, the address or the server decides on.
 * `session` has the settings that a call opens with.
 */
export const conversation = (
  options: EndpointOptions & { readonly model?: string; readonly session?: SessionRealtimeRequest }
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

/** What a WebSocket that sets no headers needs to dial. Subprotocols hold the key, so they print as `<redacted>`. */
export interface PageSocketRequest {
  /** Holds the key if it travels in the query. Show its host and path alone. */
  readonly url: string
  /** For browsers, which cannot set headers. The server selects `realtime` and never echoes the rest. */
  readonly subprotocols: Redacted.Redacted<ReadonlyArray<string>>
}

/** What a WebSocket adapter needs to dial. Headers hold the key, so they print as `<redacted>`. */
export interface WebSocketRequest extends PageSocketRequest {
  readonly headers: Redacted.Redacted<Readonly<Record<string, string>>>
}

/**
 * The view of a WebSocket that sets no headers, as that of a page. Fails if the address or a subprotocol cannot be used, or
 * if a key would leave this machine unencrypted.
 */
export const pageSocket = <In, Out>(
  self: Endpoint<In, Out>,
  apiKey: Option.Option<Redacted.Redacted<string>>
): Result.Result<PageSocketRequest, TransportError> =>
  Result.gen(function* () {
    const url = yield* address(self, { secure: "wss:", plain: "ws:" }, apiKey)
    if (!self.isExact) nameKind(url, self.kind)
    return {
      url: url.href,
      subprotocols: Redacted.make(yield* subprotocolsOf(self, apiKey), { label: "subprotocols" })
    }
  })

/** The WebSocket view. Fails as {@link pageSocket} does, and if a header cannot be used. */
export const webSocket = <In, Out>(
  self: Endpoint<In, Out>,
  apiKey: Option.Option<Redacted.Redacted<string>>
): Result.Result<WebSocketRequest, TransportError> =>
  Result.gen(function* () {
    const request = yield* pageSocket(self, apiKey)
    return { ...request, headers: Redacted.make(yield* headersOf(self, apiKey), { label: "headers" }) }
  })

const nameKind = (url: URL, kind: EndpointKind): void => {
  switch (kind._tag) {
    case "Conversation":
      if (kind.model !== undefined) url.searchParams.set("model", kind.model)
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
      break
    case "Live":
  }
}

/** A request over HTTP, e.g. for a client secret. The headers hold the key, so they print as `<redacted>`. */
export interface HttpRequest {
  /** Holds the key if it travels in the query. Show its host and path alone. */
  readonly url: string
  readonly headers: Redacted.Redacted<Readonly<Record<string, string>>>
}

/**
 * The HTTP view of a path below the address, e.g. `client_secrets` below `/realtime`, with the credentials of the
 * connections. An empty path is the address itself.
 */
export const http = <In, Out>(
  self: Endpoint<In, Out>,
  apiKey: Option.Option<Redacted.Redacted<string>>,
  path: string
): Result.Result<HttpRequest, TransportError> => at(self, apiKey, path === "" ? "" : `/${path}`)

/** A request to the address, or below it. */
const at = <In, Out>(
  self: Endpoint<In, Out>,
  apiKey: Option.Option<Redacted.Redacted<string>>,
  below = ""
): Result.Result<HttpRequest, TransportError> =>
  Result.gen(function* () {
    const url = yield* address(self, { secure: "https:", plain: "http:" }, apiKey)
    url.pathname = `${url.pathname.replace(/\/$/, "")}${below}`
    return { url: url.href, headers: Redacted.make(yield* headersOf(self, apiKey), { label: "headers" }) }
  })

/**
 * What a WebRTC adapter needs to open a call, which is the address for its offer and the credential. The headers print
 * as `<redacted>`.
 */
export interface CallsRequest extends HttpRequest {
  /** Makes the JSON body from the offer, for OpenAI Live. The answer is then JSON too. Absent for other calls. */
  readonly json?: (sdp: string) => object
  /**
   * The part of the form beside the offer. Without it the offer goes bare, because the client secret has a session of
   * its own.
   */
  readonly session: Option.Option<SessionRealtimeRequest>
}

/**
 * The calls view. Send the SDP offer there by `POST`, bare with a client secret, and otherwise as a form with the
 * session (protocol section 0). The model is part of the session, never of the address. Settings of the endpoint go
 * beside a client secret too. Only a conversation and a session of Live are calls. A session of Live starts with the
 * call, and its offer travels in JSON.
 */
export const calls = <In, Out>(
  self: Endpoint<In, Out>,
  apiKey: Option.Option<Redacted.Redacted<string>>
): Result.Result<CallsRequest, TransportError> => {
  const { kind, session } = self
  if (kind._tag === "Live" && kind.session !== undefined) {
    const json = (sdp: string): object => ({ session: kind.session, transport: { type: "webrtc", sdp } })
    return Result.map(at(self, apiKey), (request) => ({ ...request, session: Option.none(), json }))
  }
  if (kind._tag !== "Conversation") return unusable(`a ${kind._tag.toLowerCase()} is no call`)
  const goesBare = Option.isNone(session) && Option.exists(apiKey, self.isEphemeral)
  return Result.map(http(self, apiKey, "calls"), (request) => ({
    ...request,
    session: goesBare
      ? Option.none()
      : Option.some({
          ...(kind.model === undefined ? {} : { model: kind.model }),
          ...Option.getOrUndefined(session),
          type: "realtime"
        })
  }))
}

/** Whether a key is ephemeral (`ek_…`, from `POST …/client_secrets`). Only such keys belong in a page. */
export const isClientSecret = (apiKey: Redacted.Redacted<string>): boolean => Redacted.value(apiKey).startsWith("ek_")

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Whether an address names this machine. A key may go there unencrypted, and a server there may need no key. */
export const isLoopback = ({ hostname }: URL): boolean => loopback.test(hostname)

const address = <In, Out>(
  self: Endpoint<In, Out>,
  scheme: { readonly secure: string; readonly plain: string },
  apiKey: Option.Option<Redacted.Redacted<string>>
): Result.Result<URL, TransportError> =>
  Result.gen(function* () {
    yield* checkSent(self)
    const url = URL.parse(self.base)
    if (url === null || !/^(wss?|https?):$/.test(url.protocol)) {
      return yield* unusable(`the address ${JSON.stringify(self.base)} is not a ws, wss, http or https URL`)
    }
    const secure = url.protocol === "wss:" || url.protocol === "https:"
    if (Option.isSome(apiKey) && self.authorization !== "none" && !secure && !isLoopback(url)) {
      return yield* unusable(`a key is not sent unencrypted to ${url.hostname}. Use wss or https`)
    }
    const moved = new URL(url.href.replace(/^[a-z]+:/, secure ? scheme.secure : scheme.plain))
    moved.hash = ""
    if (!self.isExact && !/\/realtime\/?$/.test(moved.pathname)) {
      moved.pathname = `${moved.pathname.replace(/\/$/, "")}/realtime`
    }
    for (const [name, value] of Object.entries(queryOf(self, apiKey))) moved.searchParams.set(name, value)
    return moved
  })

const unusable = (detail: string): Result.Result<never, TransportError> =>
  Result.fail(TransportError.protocol({ detail }))
