/** A session that outlives its connections. A reconnect is a new session for the server (protocol section 0). */
import {
  type ClientEvent,
  Closed,
  type Connection,
  type ServerEvent,
  Timeout,
  TransportError,
  isTransient
} from "@antiphon/core"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import type { Resuming } from "../machine/Message.ts"
import { machineOptions } from "./openSession.ts"
import { sessionOf } from "./sessionOf.ts"
import { closedHere, type Link, makeShell } from "./Shell.ts"
import { makeRetries, type Retries, type RetryOptions } from "./retries.ts"
import { type Life, makeDue, makeHints } from "./rollover.ts"
import type { Session, SessionOptions } from "../Session.ts"
import { type SessionError, transportErrorOf } from "../SessionError.ts"
import { expiresAt } from "../state/selectors.ts"
import { initial } from "../state/SessionState.ts"

/** How a session goes from one connection to the next. */
export interface ReconnectingOptions extends SessionOptions, RetryOptions {
  /**
   * How long before the server ends the session to look for a moment between turns at which to move. Defaults to 2 min, and is
   * at most half of the session's life. If no moment comes, the session moves a `commandTimeout` before the end.
   */
  readonly margin?: Duration.Input
  /**
   * How much of the user's latest audio to keep. Defaults to 30 s. Audio that the server has made no turn of is sent to the
   * next connection, once. Turns without a transcript are replayed as audio.
   */
  readonly keptAudio?: Duration.Input
  /** Whether turns whose audio is kept go as audio though there is a transcript. */
  readonly replayAudio?: boolean
  /** How many of the newest items are replayed at most. Defaults to 500. */
  readonly replayItems?: number
  /** How many bytes these items have at most, the user's audio aside. Defaults to 1 MiB. */
  readonly replayBytes?: number
}

type Open = Connection<ServerEvent, ClientEvent>

const connectMs = 30_000
const steadyMs = 10_000
const closed = (reason: string): TransportError =>
  new TransportError({ reason: new Closed({ code: 1000, reason, by: "local" }) })
const movedOn = closed("the conversation moved to another connection")
const tooSlow = new TransportError({ reason: new Timeout({ phase: "connect", afterMs: connectMs }) })

/** A connection, and the scope that owns it. */
interface Dialled {
  readonly connection: Open
  readonly scope: Scope.Closeable
}

/** A link with the scope that owns it, when it came, and how long its session may last. */
interface Held {
  readonly link: Link
  readonly scope: Scope.Closeable
  /** In ms, on the clock that is never set. */
  readonly since: number
  readonly life: Life
}

export const reconnectingSession = Effect.fnUntraced(function* <R>(
  connect: Effect.Effect<Open, TransportError, R>,
  options: ReconnectingOptions
): Effect.fn.Return<Session, SessionError | TransportError, Exclude<R, Scope.Scope> | Scope.Scope> {
  const owner = yield* Effect.scope
  const clock = yield* Clock.Clock
  const now = (): number => clock.currentTimeMillisUnsafe()
  /** Ms on a clock that is never set. Ages are measured by it. */
  const elapsed = (): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e6
  const hints = makeHints()
  const shared = machineOptions(options)
  const deadlineMs = shared.commandMs ?? 10_000
  const marginMs = Duration.toMillis(Duration.fromInputUnsafe(options.margin ?? "2 minutes"))
  const machine = {
    ...shared,
    reconnects: true,
    keptMs: Duration.toMillis(Duration.fromInputUnsafe(options.keptAudio ?? "30 seconds")),
    replayAudio: options.replayAudio === true,
    budget: { items: options.replayItems ?? 500, bytes: options.replayBytes ?? 1 << 20 }
  }
  const shell = yield* makeShell(options, machine, initial)

  const dial = Effect.gen(function* () {
    const scope = yield* Scope.fork(owner)
    const connection = yield* Scope.provide(connect, scope).pipe(
      Effect.timeoutOrElse({ duration: connectMs, orElse: () => Effect.fail(tooSlow) }),
      Effect.onError(() => Scope.close(scope, Exit.void))
    )
    return { connection, scope }
  })

  const hold = ({ connection, scope }: Dialled, resuming: Resuming | undefined): Effect.Effect<Held, SessionError> =>
    Effect.gen(function* () {
      const since = elapsed()
      const link = yield* shell.open(connection, resuming)
      const life = hints.begin(expiresAt(shell.machine().session), now())
      return { link, scope, since, life }
    }).pipe(
      Effect.provideService(Scope.Scope, scope),
      Effect.onError(() => Scope.close(scope, Exit.void))
    )

  const dialPatiently = (retries: Retries): Effect.Effect<Dialled, TransportError, Exclude<R, Scope.Scope>> =>
    Effect.catch(dial, (error) => {
      if (!isTransient(error)) return Effect.fail(error)
      return Effect.flatMap(retries.next, (wait) =>
        wait === undefined ? Effect.fail(error) : Effect.delay(dialPatiently(retries), wait)
      )
    })

  /** Another connection, once it is time to move and nothing is under way. */
  const rollover = Effect.suspend(() => {
    const { life, since } = held
    const due = makeDue({
      shell,
      isIdle: session.isIdle,
      now,
      ageMs: () => elapsed() - since,
      life,
      marginMs,
      deadlineMs
    })
    return Effect.gen(function* () {
      yield* due.begins
      yield* due.calm
      const dialled = yield* dialPatiently(makeRetries(options, elapsed))
      yield* Effect.onInterrupt(due.calm, () => Scope.close(dialled.scope, Exit.void))
      return dialled
    })
  })

  const first = yield* hold(yield* dial, undefined)
  let held = first
  const leave = (error: TransportError): Effect.Effect<unknown> =>
    Effect.orDie(shell.ask((id) => ({ _tag: "Leave", id, error })))
  let supervising: Fiber.Fiber<void> | undefined
  const close: Effect.Effect<void> = Effect.gen(function* () {
    if (supervising !== undefined) yield* Fiber.interrupt(supervising)
    yield* held.link.connection.close()
    yield* leave(closedHere)
    yield* end(closedHere)
  })
  const session = sessionOf(shell, close)

  /** Runs until no connection can be opened any more. Succeeds with the reason. */
  const supervise: Effect.Effect<TransportError, never, Exclude<R, Scope.Scope>> = Effect.gen(function* () {
    const retries = makeRetries(options, elapsed)
    /** Waits, if there is another try. */
    const isRetried = (error: TransportError): Effect.Effect<boolean> =>
      isTransient(error)
        ? Effect.flatMap(retries.next, (wait) =>
            wait === undefined ? Effect.succeed(false) : Effect.as(Effect.sleep(wait), true)
          )
        : Effect.succeed(false)
    for (;;) {
      const last = held
      const lost = Effect.flip(Deferred.await(last.link.over))
      const next = yield* Effect.result(
        Effect.raceFirst(
          lost,
          Effect.catch(rollover, () => lost)
        )
      )
      const why = next._tag === "Failure" ? next.failure : movedOn
      if (next._tag === "Success") hints.moved(last.life)
      else if (why.reason._tag === "Closed" && why.reason.by === "remote") hints.lost(last.life, elapsed() - last.since)
      if (next._tag === "Failure" && !isTransient(why)) return why
      // What came together with what was waited for is read first.
      yield* Effect.yieldNow
      yield* leave(why)
      yield* Effect.forkIn(Scope.close(last.scope, Exit.void), owner)
      if (last === first || elapsed() - last.since >= steadyMs) retries.reset()
      else if (next._tag === "Failure" && !(yield* isRetried(why))) return why

      let dialled: Effect.Effect<Dialled, TransportError, Exclude<R, Scope.Scope>> = next._tag === "Success"
        ? Effect.succeed(next.success)
        : dial
      for (;;) {
        const arrived = yield* Effect.result(Effect.flatMap(dialled, (each) => hold(each, { _tag: "Left" })))
        if (arrived._tag === "Success") {
          held = arrived.success
          break
        }
        const error = transportErrorOf(arrived.failure)
        if (!(yield* isRetried(error))) return error
        dialled = dial
      }
    }
  })

  const end = (error: TransportError): Effect.Effect<void> =>
    Effect.suspend(() => {
      shell.apply({ _tag: "End", error })
      return Scope.close(held.scope, Exit.void)
    })
  supervising = yield* Effect.forkScoped(Effect.flatMap(supervise, end))
  return session
})
