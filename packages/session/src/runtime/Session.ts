/** The ways to begin a session. */
import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ReplayOptions } from "../machine/replayPlan.ts"
import type { Session as OpenSession, SessionOptions } from "../Session.ts"
import type { SessionError } from "../SessionError.ts"
import { initial, type SessionState } from "../state/SessionState.ts"
import { openSession } from "./makeSession.ts"
import { type ReconnectingOptions, reconnectingSession } from "./reconnectingSession.ts"
import { resumeSession } from "./resumeSession.ts"

/** A conversation with a server. */
export interface Session extends OpenSession {}

/**
 * `Session.make(connection, options)`: the session over an open connection that speaks the GA vocabulary, once the server has
 * greeted it. It reads `connection.incoming`; nobody else may. The scope owns it, and the connection is its owner's. Fails
 * where no greeting comes in time, or where the model never speaks at the speaker's rate.
 *
 * `Session.reconnecting(connect, options)`: a session that outlives its connections. `connect` opens each of them and is asked
 * again, credentials included, after a loss and before the server ends the session; then the conversation is replayed as
 * {@link replayPlan} says and goes on: `state`, `changes` and `events` stay, commands wait for the new connection as long as
 * their deadline and then as long for their answer, and one `Resumed` notice lists what could not be kept. A response that was being made is as if interrupted.
 * Fails as `connect` does where the first connection cannot be had.
 *
 * `Session.resume(connection, before, options)`: the same conversation over one other connection, for those who open
 * connections themselves: replays the configuration and what {@link replayPlan} keeps of `before`.
 */
export const Session: {
  readonly make: (
    connection: Connection<ServerEvent, ClientEvent>,
    options?: SessionOptions
  ) => Effect.Effect<Session, SessionError, Scope.Scope>
  readonly reconnecting: <R>(
    connect: Effect.Effect<Connection<ServerEvent, ClientEvent>, TransportError, R>,
    options?: ReconnectingOptions
  ) => Effect.Effect<Session, SessionError | TransportError, Exclude<R, Scope.Scope> | Scope.Scope>
  readonly resume: (
    connection: Connection<ServerEvent, ClientEvent>,
    before: SessionState,
    options?: SessionOptions & ReplayOptions
  ) => Effect.Effect<Session, SessionError, Scope.Scope>
} = {
  make: (connection, options = {}) => Effect.map(openSession(connection, options, initial), ({ session }) => session),
  reconnecting: (connect, options = {}) => reconnectingSession(connect, options),
  resume: (connection, before, options = {}) => resumeSession(connection, before, options)
}
