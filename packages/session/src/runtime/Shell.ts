/**
 * Takes the steps of the machine one after the other and performs their outputs. Fibers are woken after the step, when
 * everything has changed. Lives as long as its scope.
 */
import { type ServerEvent, TransportError, type UnknownEvent } from "@antiphon/core"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Answer, Happening, Output, PlannedReplay } from "../machine/Message.ts"
import * as SessionMachine from "../machine/SessionMachine.ts"
import type { MachineOptions, MachineState } from "../machine/State.ts"
import type { SessionError } from "../SessionError.ts"
import type { SessionState } from "../state/SessionState.ts"
import { makeBroadcast, makeLatest } from "./Broadcast.ts"
import type { ReconnectingOptions } from "./options.ts"
import { type Dialling, factsOf, makeDials } from "./Dials.ts"
import type { Link, Open } from "./Link.ts"
import { makeOutbox, outboxLimit } from "./Outbox.ts"
import { playTracks } from "./playTracks.ts"
import { makeTimers } from "./Timers.ts"
import { isAllowed, runCalls } from "./toolRunner.ts"

/** Events that a reader may be behind. */
const readerLimit = 16_384

/** A machine that runs. The session of the user is made of it. */
export interface Shell {
  readonly machine: () => MachineState
  readonly link: () => Link | undefined
  readonly changes: Stream.Stream<SessionState>
  readonly changesOf: <A>(select: (state: SessionState) => A) => Stream.Stream<A>
  readonly events: Stream.Stream<ServerEvent | UnknownEvent, TransportError>
  readonly ended: Effect.Effect<TransportError>
  /** Takes a step. Called within a step, it follows that step. */
  readonly apply: (input: Happening) => void
  /** Takes a step that is settled by its id. If the caller is interrupted, so is what it asked for. */
  readonly ask: (input: (id: string) => Happening) => Effect.Effect<Answer, SessionError>
  /** Puts the conversation on one connection, which belongs to the scope. */
  readonly open: (
    connection: Open,
    resuming: PlannedReplay | undefined
  ) => Effect.Effect<Answer, SessionError, Scope.Scope>
}

/** The reason of a session that its owner closes. */
export const closedHere = TransportError.closed({ code: 1000, reason: "", by: "local" })

/**
 * Begins a session with what is known of a conversation. The scope owns it, and what is open at its end is closed with it.
 * `connect` opens connections, if the session outlives them. Each has a scope of its own, which `HangUp` closes.
 */
export const makeShell = Effect.fnUntraced(function* <R = never>(
  options: ReconnectingOptions,
  machine: Partial<MachineOptions>,
  from: SessionState,
  { connect, makeWaits }: Dialling<R> = {}
): Effect.fn.Return<Shell, never, Exclude<R, Scope.Scope> | Scope.Scope> {
  const { speaker } = options
  const owner = yield* Effect.scope
  const clock = yield* Clock.Clock
  const fork = Effect.runForkWith(yield* Effect.context<Exclude<R, Scope.Scope>>())
  const seed = (yield* Random.nextIntBetween(0, 36 ** 8)).toString(36).padStart(8, "0")
  const broadcast = makeBroadcast<ServerEvent | UnknownEvent>(readerLimit)
  const latest = makeLatest(from)
  const ended = Deferred.makeUnsafe<TransportError>()
  const settling = new Map<string, Deferred.Deferred<Answer, SessionError>>()
  const timers = makeTimers(fork, (timer) => apply({ _tag: "TimerRan", timer }))
  const elapsed = (): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e6
  const waits = makeWaits?.(elapsed)
  const inputs: Array<Happening> = []
  let replies: Array<Happening> = []
  /** Wakes of fibers. A fiber that is woken runs at once, and must find everything done. */
  let wakes: Array<() => void> = []
  let state = SessionMachine.start(seed, machine, from)
  let link: Link | undefined
  let stop = Deferred.makeUnsafe<void>()
  let serial = 0
  let isBusy = false

  /** Inputs that come within a step wait in line, so that steps never nest. */
  const apply: Shell["apply"] = (input) => {
    inputs.push(input)
    if (isBusy) return
    isBusy = true
    try {
      for (let next = inputs.shift(); next !== undefined; next = inputs.shift()) take(next)
    } finally {
      isBusy = false
    }
  }
  /** Takes a step, performs its outputs, then publishes the state, then wakes the fibers. */
  const take = (input: Happening): void => {
    const at = { now: clock.currentTimeMillisUnsafe(), elapsed: elapsed() }
    for (const due = [input]; ;) {
      const next = due.shift()
      if (next === undefined) break
      const stepped = SessionMachine.step(state, { ...next, ...at })
      state = stepped.state
      for (const output of stepped.outputs) perform(output)
      // What came of the outputs is known before anything else happens.
      due.unshift(...replies)
      replies = []
    }
    latest.publish(state.session)
    const woken = wakes
    wakes = []
    for (const wake of woken) wake()
    if (link?.isPlaying === false && state.link.isReady) playOn(link)
  }

  /** Asks the speaker, which may throw. */
  const safely = <A>(work: () => A): A | undefined => {
    try {
      return work()
    } catch {
      replies.push({ _tag: "SpeakerFailed" })
      return undefined
    }
  }
  /** Stops the speaker. One that fails has not said how far it came. */
  const stopSpeaker = (clear: string): void => {
    const stopping = Promise.resolve(safely(() => speaker?.clear()))
    const stopped = (progress?: Awaited<typeof stopping>) => apply({ _tag: "SpeakerStopped", clear, progress })
    stopping.then(stopped, () => stopped())
  }
  /** Sends an event. A connection that takes nothing any more is closed with 1008. */
  const send = ({ event, isOwn }: Extract<Output, { readonly _tag: "Send" }>): void => {
    const to = link
    const isTaken = to?.outbox.offer(event, isOwn, (exit) => {
      const error = Exit.findErrorOption(exit)
      if (Option.isSome(error) && link === to) apply({ _tag: "NotSent", event, error: error.value })
    })
    if (isTaken === false) fork(to?.connection.close(1008, `${outboxLimit} events could not be sent`) ?? Effect.void)
  }
  /** Runs as long as the connection's scope. */
  const run = (effect: Effect.Effect<void>): void => {
    if (link !== undefined) fork(Effect.forkIn(effect, link.scope, { startImmediately: true }))
  }
  /** Wakes the caller of a command, once the step is over. */
  const settle = (id: string, exit: Exit.Exit<Answer, SessionError>): void => {
    const deferred = settling.get(id)
    settling.delete(id)
    if (deferred !== undefined) wakes.push(() => Deferred.doneUnsafe(deferred, exit))
  }

  const dials =
    connect === undefined
      ? undefined
      : makeDials({ connect, owner, later: (effect) => void wakes.push(() => fork(effect)), apply })

  /** Does one output. What comes of it at once goes to `replies`, and what comes later is an input of its own. */
  const perform = (output: Output): void => {
    switch (output._tag) {
      case "Dial":
        return dials?.start(output.dial)
      case "Attach": {
        const opened = dials?.opened(output.dial)
        return opened === undefined ? undefined : attach(opened.connection, opened.scope)
      }
      case "HangUp":
        return dials?.hangUp(output.dial)
      case "AskWait": {
        const answered = (ms: number | undefined) => apply({ _tag: "WaitIs", ms })
        return waits === undefined ? undefined : void fork(Effect.map(waits(output.tries), answered))
      }
      case "Send":
        return send(output)
      case "Settle":
        return settle(output.id, Exit.succeed(output.answer))
      case "Fail":
        return settle(output.id, Exit.fail(output.error))
      case "SetTimer":
        return timers.set(output.timer, output.afterMs)
      case "ClearTimer":
        return timers.clear(output.timer)
      case "Play": {
        const isPlayed = safely(() => (speaker?.queue(output.play.samples), true))
        return isPlayed === true ? void replies.push({ _tag: "Played", play: output.play }) : undefined
      }
      case "LookAtSpeaker": {
        const position = safely(() => speaker?.position())
        if (position === undefined) return
        const { given, latencyMs, until } = position
        return void replies.push({ _tag: "SpeakerAt", queued: output.queued, given, latencyMs, until })
      }
      case "StopSpeaker":
        return stopSpeaker(output.clear)
      case "RunTools": {
        if (options.tools === undefined) return
        const { batch, calls } = output
        const answered = (callId: string, output: string) => apply({ _tag: "ToolAnswered", batch, callId, output })
        return run(runCalls(options.tools, calls, stop, answered))
      }
      case "StopTools":
        Deferred.doneUnsafe(stop, Effect.void)
        stop = Deferred.makeUnsafe()
        return
      case "AskApproval": {
        if (options.approveMcp === undefined) return
        const requestId = output.request.id
        const given = (allowed: boolean) => apply({ _tag: "ApprovalGiven", requestId, allowed })
        return run(Effect.map(isAllowed(options.approveMcp, output.request), given))
      }
      case "Publish":
        return broadcast.publish(output.event)
      case "Close":
        return void fork(link?.connection.close(output.code, output.reason) ?? Effect.void)
      case "Unlinked": {
        const last = link
        link = undefined
        return last === undefined
          ? undefined
          : void wakes.push(() => Deferred.doneUnsafe(last.over, Effect.succeed(output.error)))
      }
      case "Ended":
        return void wakes.push(() => {
          latest.end()
          broadcast.end(output.error)
          Deferred.doneUnsafe(ended, Effect.succeed(output.error))
        })
    }
  }

  /** A fiber that is interrupted while it waits withdraws what it asked for. */
  const ask: Shell["ask"] = (input) =>
    Effect.suspend(() => {
      const id = `c${(serial += 1)}`
      const deferred = Deferred.makeUnsafe<Answer, SessionError>()
      settling.set(id, deferred)
      apply(input(id))
      if (Deferred.isDoneUnsafe(deferred)) return Deferred.await(deferred)
      const withdraw = Effect.sync(() => {
        settling.delete(id)
        apply({ _tag: "Withdrawn", id })
      })
      return Effect.onInterrupt(Deferred.await(deferred), () => withdraw)
    })

  /** The conversation is on this connection from now on, until the scope closes. */
  const attach = (connection: Open, scope: Scope.Scope): void => {
    const outbox = makeOutbox(connection, fork)
    const mine: Link = { connection, outbox, scope, over: Deferred.makeUnsafe(), isPlaying: false }
    const lost = (error: TransportError) =>
      Effect.sync(() => {
        if (link === mine) apply({ _tag: "Lost", error })
      })
    const reading = connection.incoming.pipe(
      Stream.runForEachArray((batch) =>
        Effect.sync(() => {
          for (const decoded of batch) if (link === mine) apply({ _tag: "Received", decoded })
        })
      ),
      Effect.catch(lost)
    )
    link = mine
    const leave = Effect.map(lost(closedHere), () => outbox.close(closedHere))
    fork(Effect.andThen(Scope.addFinalizer(scope, leave), Effect.asVoid(Effect.forkIn(reading, scope))))
  }
  /** If audio travels in tracks, the speaker has it once the conversation is on the connection. */
  const playOn = (on: Link): void => {
    on.isPlaying = true
    const media = Option.getOrUndefined(on.connection.media)
    if (speaker === undefined || media === undefined) return
    const playing = playTracks(media, speaker, () => apply({ _tag: "SpeakerFailed" }))
    fork(Effect.asVoid(Effect.forkIn(playing, on.scope)))
  }

  const open: Shell["open"] = Effect.fnUntraced(function* (connection, resuming) {
    attach(connection, yield* Effect.scope)
    return yield* ask((id) => ({ _tag: "Opened", id, ...factsOf(connection), resuming }))
  })

  // A speaker that is being stopped may take 1 s. Then the state has what was heard.
  yield* Effect.addFinalizer(() => Effect.sync(() => apply({ _tag: "End", error: closedHere })))
  return {
    machine: () => state,
    link: () => link,
    changes: latest.stream,
    changesOf: latest.select,
    events: broadcast.stream,
    ended: Deferred.await(ended),
    apply,
    ask,
    open
  }
})
