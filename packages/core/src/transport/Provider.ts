/**
 * A server that speaks this protocol, or almost. `@antiphon/providers` has one value for each, and anyone can write
 * another. What the server does differently is translated in both directions, so that all above it speaks GA.
 */
import type * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import type { ClientEvent } from "../events/ClientEvent.ts"
import type { ServerEvent } from "../events/ServerEvent.ts"
import type { UnknownEvent } from "../wire/Vocabulary.ts"
import type { Endpoint, EndpointKind } from "./Endpoint.ts"
import type { Connection } from "./Transport.ts"
import type { TransportError } from "./TransportError.ts"

/** What a provider can do, as facts. What it cannot do is refused when it is asked for. */
export interface ProviderCapabilities {
  /** Answers as text alone, `output_modalities: ["text"]`. */
  readonly textOutput: boolean
  /** Functions that the model calls. */
  readonly tools: boolean
  /** `conversation.item.truncate`, with which the model learns what was heard. */
  readonly truncation: boolean
  /** `conversation.item.retrieve`. */
  readonly retrieval: boolean
  /** Sessions that only transcribe. */
  readonly transcription: boolean
  /** Calls over WebRTC. */
  readonly calls: boolean
  /** Ephemeral keys for pages. */
  readonly clientSecrets: boolean
  /** A second connection to a running call. */
  readonly sideband: boolean
  /** Whether a new connection continues a conversation of the server. Without it the client replays what was said. */
  readonly resumption: boolean
}

/** What a request over HTTP is for. */
export type ProviderRequest = "client_secrets" | "calls"

/** A server, its credential and its dialect. */
export interface Provider {
  /** E.g. `xai`. */
  readonly name: string
  readonly capabilities: ProviderCapabilities
  /**
   * The endpoint of a session. Its frames are those of the server. Defaults to a conversation with the provider's model.
   * Fails if a setting cannot be used, or if the provider has no sessions of this kind. Nothing was dialled then.
   */
  readonly endpoint: (kind?: EndpointKind) => Result.Result<Endpoint<UnknownEvent, UnknownEvent>, TransportError>
  /** The endpoint of requests over HTTP. Fails if the provider has none of this purpose. */
  readonly http: (request: ProviderRequest) => Result.Result<Endpoint<UnknownEvent, UnknownEvent>, TransportError>
  /** Wraps a connection to {@link endpoint} as one that speaks GA. The given one must not be read beside it. */
  readonly adapt: (
    connection: Connection<UnknownEvent, UnknownEvent>
  ) => Effect.Effect<Connection<ServerEvent, ClientEvent>, never, Scope.Scope>
}
