/** Opens Live sessions through a transport. */
import { type Endpoint, Transport } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { InvalidCommand, LiveError } from "./LiveError.ts"
import type { LiveOptions, LiveSession, OpeningError } from "./LiveSession.ts"
import { make } from "./runtime/makeLiveSession.ts"
import { withTools } from "./runtime/tools.ts"
import * as Live from "@antiphon/core/live"

/** An address of a Live session. */
export type LiveEndpoint = Endpoint.Endpoint<Live.ServerEvent, Live.ClientEvent>

/**
 * Connects to an endpoint and starts the session. Use `Live.session`, `Live.attach` or {@link forkOf}. With the transport of
 * `@antiphon/transport-webrtc` the session is a call.
 */
export const connect = (
  endpoint: LiveEndpoint,
  options?: LiveOptions
): Effect.Effect<LiveSession, OpeningError, Transport | Scope.Scope> =>
  Transport.use(({ connect: dial }) => dial(withSettings(endpoint, options))).pipe(
    Effect.flatMap((connection) => make(connection, options))
  )

/** The endpoint with the settings of the session, for a call that a transport opens by its key. */
export const withSettings = (endpoint: LiveEndpoint, options: LiveOptions = {}): LiveEndpoint => {
  const session = withTools(options.session, options.tools)
  const { kind } = endpoint
  return session === undefined || kind._tag !== "Live" || kind.session === undefined
    ? endpoint
    : { ...endpoint, kind: { ...kind, session: { ...kind.session, ...session } } }
}

/**
 * The endpoint of a fork of a session, open or lost. Fails if the session was not stored, because nothing is left to fork.
 * Start the fork with `session: {}`.
 */
export const forkOf = (
  session: Live.SessionResource | undefined,
  options: Endpoint.EndpointOptions
): Result.Result<LiveEndpoint, LiveError> => {
  const id = session?.id
  const message =
    id == null
      ? "The session has no id, so it cannot be forked."
      : session?.store === true
        ? undefined
        : "The session was not stored. Start sessions with store: true to fork them."
  return id == null || message !== undefined
    ? Result.fail(new LiveError({ command: "fork", reason: new InvalidCommand({ message: message ?? "" }) }))
    : Result.succeed(Live.fork({ ...options, sessionId: id }))
}
