/** The three ways to begin, which are over one connection, over one other connection, and over as many as it takes. */
import type { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { PlannedReplay } from "../machine/Message.ts"
import { listsOf } from "../machine/replay.ts"
import { type ReplayOptions, replayPlan } from "../machine/replayPlan.ts"
import type { Session, SessionOptions } from "../Session.ts"
import type { SessionError } from "../SessionError.ts"
import { disconnect } from "../state/reduce.ts"
import { initial, type SessionState } from "../state/SessionState.ts"
import type { Open } from "./Link.ts"
import { machineOptions, type ReconnectingOptions, reconnectingOptions } from "./options.ts"
import { sessionOf } from "./sessionOf.ts"
import { closedHere, makeShell } from "./Shell.ts"
import type { Waits } from "./waitsOf.ts"

/** Begins over one connection. The session ends when that does. */
const openOver = Effect.fnUntraced(function* (
  connection: Open,
  options: SessionOptions,
  from: SessionState,
  resuming: PlannedReplay | undefined
): Effect.fn.Return<Session, SessionError, Scope.Scope> {
  const shell = yield* makeShell(options, machineOptions(options), from)
  yield* shell.open(connection, resuming)
  return sessionOf(shell, Effect.andThen(connection.close(), Effect.asVoid(shell.ended)))
})

/** `Session.make` by itself. A page that begins its sessions by it carries no layers of Effect. */
export const openSession = (
  connection: Open,
  options: SessionOptions = {}
): Effect.Effect<Session, SessionError, Scope.Scope> => openOver(connection, options, initial, undefined)

/** The session over another connection. The conversation is replayed there and goes on. */
export const resumeSession = (
  connection: Open,
  before: SessionState,
  options: SessionOptions & ReplayOptions = {}
): Effect.Effect<Session, SessionError, Scope.Scope> =>
  Effect.suspend(() =>
    openOver(
      connection,
      options,
      { ...disconnect(before), mismatched: false },
      { _tag: "Plan", plan: replayPlan(before, options), lists: listsOf(before) }
    )
  )

/** Begins over the connections that `connect` opens. `makeWaits` is what a schedule of the caller became. */
export const reconnectOver = Effect.fnUntraced(function* <R>(
  connect: Effect.Effect<Open, TransportError, R>,
  options: Omit<ReconnectingOptions, "retry">,
  makeWaits?: (elapsed: () => number) => Waits
): Effect.fn.Return<Session, SessionError | TransportError, Exclude<R, Scope.Scope> | Scope.Scope> {
  const machine = reconnectingOptions(options, makeWaits !== undefined)
  const shell = yield* makeShell(options, machine, initial, { connect, makeWaits })
  yield* Effect.mapError(
    shell.ask((id) => ({ _tag: "Start", id })),
    unreachable
  )
  const close = Effect.suspend(() => {
    const link = shell.link()
    const left = Effect.orDie(shell.ask((id) => ({ _tag: "Close", id, error: closedHere })))
    return Effect.andThen(left, link?.connection.close() ?? Effect.void)
  })
  return sessionOf(shell, close)
})

/**
 * `Session.reconnecting` by itself, without a schedule. A page that begins its sessions by it carries neither layers nor
 * schedules of Effect.
 */
export const reconnectingSession = <R>(
  connect: Effect.Effect<Open, TransportError, R>,
  options: Omit<ReconnectingOptions, "retry"> = {}
): Effect.Effect<Session, SessionError | TransportError, Exclude<R, Scope.Scope> | Scope.Scope> =>
  reconnectOver(connect, options)

/** Why the first connection could not be opened is said by the transport. */
const unreachable = (error: SessionError): SessionError | TransportError =>
  error.command === "connect" && error.reason._tag === "Disconnected" ? error.reason.error : error
