/** The ways to begin a session. */
import type { TransportError } from "@antiphon/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { ReplayOptions } from "../machine/replayPlan.ts"
import type { Session as OpenSession, SessionOptions } from "../Session.ts"
import type { SessionError } from "../SessionError.ts"
import type { SessionState } from "../state/SessionState.ts"
import { openSession, reconnectOver, resumeSession } from "./begin.ts"
import type { Open } from "./Link.ts"
import type { ReconnectingOptions } from "./options.ts"
import { waitsOf } from "./waitsOf.ts"

/** A conversation with a server, with its state, its events and its commands. */
export interface Session extends OpenSession {}

/** The ways to begin a session. `yield* Session` is the one that a layer provides. */
export interface Sessions extends Context.Service<Session, Session> {
  /**
   * A session over an open connection that speaks the GA vocabulary, once the server has greeted it. It alone reads
   * `connection.incoming`. The scope owns the session, and the caller keeps the connection. Fails if no greeting comes in
   * time, or if the model never speaks at the speaker's rate.
   */
  readonly make: (connection: Open, options?: SessionOptions) => Effect.Effect<Session, SessionError, Scope.Scope>
  /**
   * A session that outlives its connections. `connect` opens each of them. It runs again, credentials included, after a loss
   * and before the server ends the session. Then the conversation is replayed as {@link replayPlan} says and goes on.
   * `state`, `changes` and `events` stay. Commands wait for the new connection, and then as long again for their answer. A
   * response that was being made is as if interrupted. One `Resumed` notice lists what could not be kept. Fails as `connect`
   * does if the first connection cannot be had.
   */
  readonly reconnecting: <R>(
    connect: Effect.Effect<Open, TransportError, R>,
    options?: ReconnectingOptions
  ) => Effect.Effect<Session, SessionError | TransportError, Exclude<R, Scope.Scope> | Scope.Scope>
  /**
   * The same conversation over one other connection, for callers that open connections themselves. Replays the configuration
   * and what {@link replayPlan} keeps of `before`.
   */
  readonly resume: (
    connection: Open,
    before: SessionState,
    options?: SessionOptions & ReplayOptions
  ) => Effect.Effect<Session, SessionError, Scope.Scope>
  /** Provides the session that `make` begins over the connection that `connect` opens. */
  readonly layer: <E, R>(
    connect: Effect.Effect<Open, E, R>,
    options?: SessionOptions
  ) => Layer.Layer<Session, SessionError | E, Exclude<R, Scope.Scope>>
  /** Provides the session that `reconnecting` begins. */
  readonly layerReconnecting: <R>(
    connect: Effect.Effect<Open, TransportError, R>,
    options?: ReconnectingOptions
  ) => Layer.Layer<Session, SessionError | TransportError, Exclude<R, Scope.Scope>>
}

const reconnecting: Sessions["reconnecting"] = (connect, { retry, ...options } = {}) =>
  reconnectOver(connect, options, retry && ((elapsed) => waitsOf(retry, elapsed)))

const service = Context.Service<Session>("@antiphon/session/Session")

/** Begins sessions, and is the service under which a layer provides one. */
export const Session: Sessions = Object.assign(service, {
  make: openSession,
  reconnecting,
  resume: resumeSession,
  layer: <E, R>(connect: Effect.Effect<Open, E, R>, options: SessionOptions = {}) =>
    Layer.effect(
      service,
      Effect.flatMap(connect, (connection) => openSession(connection, options))
    ),
  layerReconnecting: <R>(connect: Effect.Effect<Open, TransportError, R>, options: ReconnectingOptions = {}) =>
    Layer.effect(service, reconnecting(connect, options))
})
