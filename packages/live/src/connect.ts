/** Opens Live sessions through a transport. */
import { type Endpoint, Transport } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { InvalidCommand, LiveError } from "./LiveError.ts"
import type { LiveOptions, LiveSession, OpeningError } from "./LiveSession.ts"
import { make } from "./runtime/makeLiveSession.ts"
import * as Live from "@antiphon/core/live"

/** An address of a Live session. */
export type LiveEndpoint = Endpoint.Endpoint<Live.ServerEvent, Live.ClientEvent>

/** Connects to an endpoint and starts the session. Use `Live.session`, `Live.attach` or {@link forkOf}. */
export const connect = (
  endpoint: LiveEndpoint,
  options?: LiveOptions
): Effect.Effect<LiveSession, OpeningError, Transport | Scope.Scope> =>
  Transport.use(({ connect: dial }) => dial(endpoint)).pipe(Effect.flatMap((connection) => make(connection, options)))

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
