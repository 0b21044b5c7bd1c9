/** Makes a provider of its facts, its address and its dialect. Every provider of this package is made by it, and yours can be. */
import {
  type ClientEvent,
  Endpoint,
  type Provider,
  type ProviderCapabilities,
  type ProviderEndpoint,
  type ProviderRequest,
  ServerEvent,
  type TransportError
} from "@antiphon/core"
import { anyEvents, type Dialect, withDialect } from "@antiphon/core/transport"
import * as Result from "effect/Result"
import { guarded } from "./dialect/guarded.ts"
import { refuse } from "./settings.ts"

/** The dialect of one session, and what its next connection adds to the query. */
export interface Begun<S> {
  readonly dialect: Dialect<S>
  /** Asked before each connection. */
  readonly query?: () => Readonly<Record<string, string>>
}

/** What a provider is made of. */
export interface ProviderParts<S> {
  readonly name: string
  readonly capabilities: ProviderCapabilities
  /** Whether the settings can be used. */
  readonly settings: Result.Result<void, TransportError>
  /** The model, unless the caller names one. Absent if the server decides. */
  readonly model?: string | undefined
  /** Whether a conversation must name a model. Defaults to true. */
  readonly needsModel?: boolean
  /** The address and the credential. Called only with settings that can be used. */
  readonly endpoint: (kind: Endpoint.EndpointKind) => Endpoint.EndpointOptions
  /** Whether the handshake requests OpenAI's beta. Defaults to false. */
  readonly beta?: boolean
  /** Begins a session. `model` is the one that was asked for. */
  readonly begin: (model: string | undefined) => Begun<S>
}

const events = { incoming: anyEvents, outgoing: anyEvents }

/** Makes a provider. It keeps the provider's facts. What they deny is refused with a message that names the provider. */
export const makeProvider = <S>(parts: ProviderParts<S>): Provider => {
  const { beta = false, capabilities, name, needsModel = true } = parts

  const endpointOf = (kind: Endpoint.EndpointKind, query: Readonly<Record<string, string>> = {}): ProviderEndpoint => {
    const options = parts.endpoint(kind)
    return { ...Endpoint.make(kind, events, { ...options, query: { ...options.query, ...query } }), beta }
  }

  return {
    name,
    capabilities,
    session: () => {
      let begun: Begun<S> | undefined
      return {
        endpoint: (asked) => {
          const kind = withModel(asked, parts.model)
          return Result.flatMap(parts.settings, () =>
            Result.map(allowed(name, capabilities, kind, needsModel), () => {
              begun ??= parts.begin("model" in kind ? kind.model : undefined)
              return endpointOf(kind, begun.query?.())
            })
          )
        },
        adapt: (connection) => {
          begun ??= parts.begin(parts.model)
          return withDialect<S, ServerEvent, ClientEvent>(
            connection,
            guarded(name, capabilities, begun.dialect),
            ServerEvent
          )
        }
      }
    },
    http: (request) =>
      Result.flatMap(parts.settings, () => {
        const fact = request === "calls" ? capabilities.calls : capabilities.clientSecrets
        return fact === "no"
          ? refuse(`${name} has no ${words[request]}. Connect over a WebSocket from your server`)
          : Result.succeed(endpointOf({ _tag: "Conversation", model: parts.model }))
      })
  }
}

const words: Readonly<Record<ProviderRequest, string>> = { calls: "calls", client_secrets: "ephemeral keys" }

const withModel = (kind: Endpoint.EndpointKind | undefined, model: string | undefined): Endpoint.EndpointKind =>
  kind === undefined || (kind._tag === "Conversation" && kind.model === undefined)
    ? { _tag: "Conversation", model }
    : kind

const allowed = (
  name: string,
  { sideband, transcription }: ProviderCapabilities,
  kind: Endpoint.EndpointKind,
  needsModel: boolean
): Result.Result<void, TransportError> => {
  switch (kind._tag) {
    case "Conversation":
      return needsModel && kind.model === undefined
        ? refuse(`${name} has no model. Pass model, the name of one`)
        : Result.succeed(undefined)
    case "Transcription":
      return transcription === "no"
        ? refuse(`${name} has no sessions that only transcribe. Open a conversation, and read the user's transcripts`)
        : Result.succeed(undefined)
    case "Sideband":
      return sideband === "no"
        ? refuse(`${name} has no second connection to a call. Use the connection of the call itself`)
        : Result.succeed(undefined)
    case "Translation":
      return refuse(`${name} translates no speech here. Use a translation endpoint of OpenAI`)
    case "Live":
      return refuse(`${name} speaks no Live protocol here. Use an endpoint of @antiphon/core/live`)
  }
}
