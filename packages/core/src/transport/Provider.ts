/**
 * A server that speaks this protocol, or almost. `@antiphon/providers` has one value for each, and anyone can write
 * another. What the server does differently is translated in both directions, so that all above it speaks GA.
 */
import type * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import type { ClientEvent } from "../events/ClientEvent.ts"
import type { ServerEvent } from "../events/ServerEvent.ts"
import type { Frame } from "./Dialect.ts"
import type { Endpoint, EndpointKind } from "./Endpoint.ts"
import type { Connection } from "./Transport.ts"
import type { TransportError } from "./TransportError.ts"

/** `unknown` means that neither the vendor nor a recording says it. It is sent then, and never refused here. */
export type Fact = "yes" | "no" | "unknown"

/** What a provider can do, as facts. What it cannot do is refused when it is asked for. */
export interface ProviderCapabilities {
  /** Answers as text alone, `output_modalities: ["text"]`. */
  readonly textOutput: Fact
  /** Functions that the model calls. */
  readonly tools: Fact
  /** `conversation.item.truncate`, with which the model learns what was heard. */
  readonly truncation: Fact
  /** `conversation.item.retrieve`. */
  readonly retrieval: Fact
  /** Sessions that only transcribe. */
  readonly transcription: Fact
  /** Calls over WebRTC. */
  readonly calls: Fact
  /** Ephemeral keys for pages. */
  readonly clientSecrets: Fact
  /** A second connection to a running call. */
  readonly sideband: Fact
  /** Whether a new connection can continue a conversation of the server. Otherwise the client replays what was said. */
  readonly resumption: Fact
}

/** What a request over HTTP is for. */
export type ProviderRequest = "client_secrets" | "calls"

/** The endpoint of a provider. Its frames are those of the server. */
export type ProviderEndpoint = Endpoint<Frame, Frame>

/** One session at a provider, over all of its connections. */
export interface ProviderSession {
  /**
   * The endpoint of the next connection. Defaults to a conversation with the provider's model. Fails if a setting cannot
   * be used, or if the provider has no sessions of this kind. Nothing was dialled then.
   */
  readonly endpoint: (kind?: EndpointKind) => Result.Result<ProviderEndpoint, TransportError>
  /** Wraps a connection to the endpoint as one that speaks GA. The given one must not be read beside it. */
  readonly adapt: (connection: Connection<Frame, Frame>) => Effect.Effect<Connection<ServerEvent, ClientEvent>>
}

/** A server, its credential and its dialect. */
export interface Provider {
  /** E.g. `xai`. */
  readonly name: string
  readonly capabilities: ProviderCapabilities
  /** Begins a session. It remembers what a later connection needs to continue, if the provider can. */
  readonly session: () => ProviderSession
  /** The endpoint of requests over HTTP. Fails if the provider has none of this purpose. */
  readonly http: (request: ProviderRequest) => Result.Result<ProviderEndpoint, TransportError>
}
