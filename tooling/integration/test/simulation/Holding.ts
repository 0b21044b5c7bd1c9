/** A session that survives the ends of its connections. Either the user resumes it by hand, or the session does so itself. */
import { Session, type SessionState } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { connect, type Connected } from "./connect.ts"
import { regressions } from "./regressions.ts"
import type { Stage } from "./Stage.ts"
import { makeTools } from "./tools.ts"
import { numbers } from "./Numbers.ts"

export interface Holding {
  readonly session: Session
  /** The connection that it has, or had last. */
  readonly connected: () => Connected
  /** Whether nothing more comes of it. */
  readonly isLost: () => boolean
  /** Something ends the connection. */
  readonly leave: Effect.Effect<void>
  /** Continues over another connection. Returns `undefined` if none could be opened. */
  readonly goOn: Effect.Effect<Holding | undefined>
}

/** How often the user tries by hand to get a session. From the fourth attempt on the connection has no faults. */
const mostAttempts = 7

/** The session, with the watchers that record what it does. */
const told = Effect.fnUntraced(function* (stage: Stage, session: Session, last: SessionState) {
  let before = last
  yield* session.changes.pipe(
    Stream.runForEach((state) =>
      Effect.sync(() => {
        stage.regressions.push(...regressions(before, state))
        before = state
      })
    ),
    Effect.forkScoped
  )
  yield* session.events.pipe(
    Stream.runForEach((event) =>
      Effect.sync(() => {
        if (event.type === "error") stage.toldErrors.push(event)
      })
    ),
    Effect.ignore,
    Effect.forkScoped
  )
  return session
})

const optionsOf = ({ ear, parts, plan, runs, seed }: Stage) => ({
  speaker: parts.speaker(ear.speaker),
  policy: plan.policy,
  tools: {
    tools: makeTools(numbers(seed + 0x7001), (callId) => runs.set(callId, (runs.get(callId) ?? 0) + 1)),
    concurrency: plan.toolConcurrency,
    timeout: 4000
  }
})

/** Whether a command over its connection was never answered. The server is then gone, and no close was reported. */
const isMute = ({ commands }: Stage, { link }: Connected): boolean =>
  commands.some(
    ({ link: n, outcome }) => n === link.n && outcome?._tag === "Failed" && outcome.error.reason._tag === "NoAnswer"
  )

/** A session of one connection after the other. Each session resumes the one before. */
export const byHand = (stage: Stage, before: SessionState | undefined): Effect.Effect<Holding | undefined> =>
  Effect.gen(function* () {
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      if (attempt > 3) stage.calm = true
      const scope = yield* Scope.fork(stage.scope)
      const opened = yield* Effect.result(Scope.provide(openByHand(stage, before), scope))
      if (Result.isSuccess(opened)) return holdingOf(stage, scope, ...opened.success)
      stage.tell({ _tag: "Note", text: `the session could not be opened: ${opened.failure.message}` })
      yield* Scope.close(scope, Exit.void)
      yield* Effect.sleep(stage.numbers.between(10, 500))
    }
    stage.defects.push("no session could be opened")
    return undefined
  })

const openByHand = Effect.fnUntraced(function* (stage: Stage, before: SessionState | undefined) {
  const connected = yield* connect(stage)
  const options = optionsOf(stage)
  const session = yield* before === undefined
    ? Session.make(connected.connection, options)
    : Session.resume(connected.connection, before, options)
  stage.tell({ _tag: "Opened", link: connected.link.n, resumed: before !== undefined })
  return [yield* told(stage, stage.parts.session(session), yield* session.state), connected] as const
})

const holdingOf = (stage: Stage, scope: Scope.Closeable, session: Session, connected: Connected): Holding => {
  const { between, chance } = stage.numbers
  const leave = Effect.suspend(() =>
    chance(0.4) ? connected.wire.drop : chance(0.5) ? connected.connection.close() : Scope.close(scope, Exit.void)
  )
  return {
    session,
    connected: () => connected,
    isLost: () => connected.link.ended !== undefined || isMute(stage, connected),
    leave,
    goOn: Effect.gen(function* () {
      if (connected.link.ended === undefined) yield* leave
      // The caller of the interruption knows how far the speaker came.
      yield* Effect.sleep(stage.plan.clearMs + between(0, 300))
      const before = yield* session.state
      yield* Scope.close(scope, Exit.void)
      return yield* byHand(stage, before)
    })
  }
}

/** A session that outlives its connections by itself. If it ends all the same, its user continues by hand. */
export const reconnecting = (stage: Stage): Effect.Effect<Holding | undefined> =>
  Effect.gen(function* () {
    const { chance } = stage.numbers
    const scope = yield* Scope.fork(stage.scope)
    let connected: Connected | undefined
    let isOver = false
    let resumptions = 0
    const dial = Effect.map(connect(stage), (next) => {
      connected = next
      return next.connection
    })
    const opened = yield* Effect.result(Scope.provide(Session.reconnecting(dial, optionsOf(stage)), scope))
    if (Result.isFailure(opened) || connected === undefined) {
      yield* Scope.close(scope, Exit.void)
      return yield* byHand(stage, undefined)
    }
    const first = connected
    const now = (): Connected => connected ?? first
    const session = stage.parts.session(opened.success)
    stage.tell({ _tag: "Opened", link: first.link.n, resumed: false })
    yield* Scope.provide(told(stage, session, yield* session.state), scope)
    yield* session.changes.pipe(
      Stream.runForEach(({ notices }) =>
        Effect.sync(() => {
          const resumed = notices.filter(({ _tag }) => _tag === "Resumed").length
          if (resumed > resumptions) stage.tell({ _tag: "Opened", link: now().link.n, resumed: true })
          resumptions = resumed
        })
      ),
      Effect.andThen(
        Effect.sync(() => {
          isOver = true
          stage.tell({ _tag: "Note", text: "the reconnecting session is over" })
        })
      ),
      Effect.forkIn(scope)
    )
    const leave = Effect.suspend(() => (chance(0.6) ? now().wire.drop : now().turnOut))
    const holding: Holding = {
      session,
      connected: now,
      isLost: () => isOver || isMute(stage, now()),
      leave,
      goOn: Effect.gen(function* () {
        if (!isOver) {
          yield* leave
          return holding
        }
        const before = yield* session.state
        yield* Scope.close(scope, Exit.void)
        return yield* byHand(stage, before)
      })
    }
    return holding
  })
