/** The shell of the machine. It performs what the machine decides. */
import { Base64, Pcm16, SampleReader } from "@antiphon/audio"
import { type Connection, type Decoded, TransportError } from "@antiphon/core"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as FiberSet from "effect/FiberSet"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { Disconnected, LiveError, type LiveErrorReason } from "../LiveError.ts"
import type { LiveEnd } from "../LiveEnd.ts"
import type { LiveOptions, LiveSession } from "../LiveSession.ts"
import {
  type LiveAnswer,
  type LiveCommand,
  type LiveInput,
  type LiveOutput,
  start,
  step
} from "../machine/LiveMachine.ts"
import type * as Live from "@antiphon/core/live"
import { makeBroadcast } from "./Broadcast.ts"
import { encode, formatOf, tracksOf } from "./sound.ts"
import { withTools, runCall } from "./tools.ts"
import { type Answers, runWork } from "./work.ts"

type Untimed = LiveInput extends infer I ? (I extends unknown ? Omit<I, "now"> : never) : never

/** Events that may wait to be sent. If more wait, the session closes the connection. */
const maxUnsent = 1024

/** The connection of a client that speaks Live. */
export type LivePeer = Connection<Live.ServerEvent, Live.ClientEvent>

/**
 * Starts a session over an open connection and waits until it started. It ends with the scope. Closing the scope closes
 * the connection without `session.close`, so call `close` first.
 */
export const make: (connection: LivePeer, options?: LiveOptions) => Effect.Effect<LiveSession, LiveError, Scope.Scope> =
  Effect.fn("LiveSession.make")(function* (connection: LivePeer, options: LiveOptions = {}) {
    const clock = yield* Clock.Clock
    const core = yield* makeCore(connection, options, () => clock.currentTimeMillisUnsafe())
    const { ask, dispatch, ended, held } = core
    const tracks = Option.getOrUndefined(Option.map(connection.media, tracksOf))
    yield* core.begin

    const append = (kind: "instructions" | "thinking" | "commentary") => (content: string, delegationId?: string) =>
      ask(kind, { _tag: "Append", kind, content, delegationId: delegationId ?? null })

    const sending = (command: string, sent: Effect.Effect<void, TransportError>): Effect.Effect<void, LiveError> =>
      Effect.mapError(sent, (error) => new LiveError({ command, reason: new Disconnected({ error }) }))

    return {
      state: Effect.sync(held),
      changes: core.changes,
      events: core.events,
      audio: tracks?.audio ?? core.audio,
      sendAudio: (samples) =>
        sending(
          "sendAudio",
          tracks?.send(samples) ??
            connection.send({
              type: "session.input_audio.append",
              audio: encode(samples, formatOf(held().session))
            })
        ),
      instructions: append("instructions"),
      thinking: append("thinking"),
      commentary: append("commentary"),
      mute: ask("mute", { _tag: "Mute" }),
      unmute: ask("unmute", { _tag: "Unmute" }),
      playFixture: (samples) =>
        ask("playFixture", {
          _tag: "PlayFixture",
          audio: Base64.encode(Pcm16.toBytes(samples)),
          ms: samples.length / 24
        }),
      update: (session) => ask("update", { _tag: "Update", session }),
      played: (ms) => Effect.sync(() => dispatch({ _tag: "Played", ms })),
      send: (event) => sending("send", connection.send(event)),
      close: Effect.andThen(
        Effect.sync(() => dispatch({ _tag: "Close" })),
        ended
      ),
      ended
    } satisfies LiveSession
  })

/** Runs the machine. Every step is synchronous, so steps never overlap. */
// oxlint-disable-next-line eslint/max-lines-per-function -- the closures share the state of one session
const makeCore = Effect.fnUntraced(function* (connection: LivePeer, options: LiveOptions, now: () => number) {
  const states = makeBroadcast<ReturnType<typeof held>>()
  const events = makeBroadcast<Decoded<Live.ServerEvent>>()
  const audio = makeBroadcast<Int16Array>()
  const outbox = yield* Queue.dropping<Live.ClientEvent>(maxUnsent)
  const run = yield* FiberSet.makeRuntime()
  const timers = yield* FiberMap.make<"wake">()
  const runTimer = yield* FiberMap.runtime(timers)()
  const waiting = new Map<string, Deferred.Deferred<LiveAnswer, LiveErrorReason>>()
  const ended = Deferred.makeUnsafe<LiveEnd>()
  const seed = (yield* Random.nextIntBetween(0, 36 ** 8)).toString(36).padStart(8, "0")
  let serial = 0
  let works = 0
  let reader: SampleReader | undefined

  /** The server answers to all connections of a session, so ids differ between them. */
  const nextId = (): string => `live_${seed}_${(serial += 1)}`
  const startId = nextId()
  const first = start({
    now: now(),
    id: startId,
    // A call starts its session by itself, with the settings of its offer.
    session: Option.isSome(connection.media) ? undefined : withTools(options.session, options.tools),
    settings: {
      ...(options.commandTimeout !== undefined && { commandMs: Duration.toMillis(options.commandTimeout) }),
      ...(options.pause !== undefined && { pauseMs: Duration.toMillis(options.pause) })
    }
  })
  let state = first.state
  const held = () => state

  const dispatch = (input: Untimed): void => {
    const next = step(state, { ...input, now: now() })
    const hasChanged = next.state !== state
    state = next.state
    next.outputs.forEach(perform)
    if (hasChanged) states.publish(state)
  }

  const perform = (output: LiveOutput): void => {
    switch (output._tag) {
      case "Send":
        if (!Queue.offerUnsafe(outbox, output.event)) run(connection.close())
        return
      case "Settle": {
        const waiter = waiting.get(output.id)
        waiting.delete(output.id)
        if (waiter !== undefined) Deferred.doneUnsafe(waiter, Effect.fromResult(output.result))
        return
      }
      case "Audio": {
        reader ??= SampleReader.make(formatOf(state.session))
        const samples = reader(output.delta)
        if (samples._tag === "Failure") return dispatch({ _tag: "Unreadable", message: samples.failure.message })
        if (samples.success.length > 0) audio.publish(samples.success)
        return
      }
      case "Delegate":
        return delegate(output.id, output.offsetMs)
      case "Call": {
        const { call, delegationId } = output
        if (options.tools === undefined) return
        const answering = Effect.map(runCall(options.tools, call), (text) =>
          dispatch({ _tag: "ToolAnswered", delegationId, callId: call.callId, output: text })
        )
        return void run(answering)
      }
      case "Wake":
        return void runTimer(
          "wake",
          Effect.andThen(
            Effect.sleep(Math.max(0, output.at - now())),
            Effect.sync(() => dispatch({ _tag: "Tick" }))
          )
        )
      case "Disconnect":
        return void run(connection.close())
      case "End":
        Deferred.doneUnsafe(ended, Effect.succeed(output.end))
        for (const each of [states, events, audio]) each.end()
    }
  }

  const delegate = (id: string, offsetMs: number | undefined): void => {
    if (options.delegate === undefined) return
    const answers: Answers = (kind) => (content) => ask(kind, { _tag: "Append", kind, content, delegationId: id })
    works += 1
    const working = runWork({ id, offsetMs, turns: state.turns }, options, { answers, running: works })
    run(
      Effect.ensuring(
        working,
        Effect.sync(() => (works -= 1))
      )
    )
  }

  const wait = (id: string, command: string, begin: () => void): Effect.Effect<LiveAnswer, LiveError> =>
    Effect.suspend(() => {
      const waiter = Deferred.makeUnsafe<LiveAnswer, LiveErrorReason>()
      waiting.set(id, waiter)
      begin()
      return Effect.mapError(Deferred.await(waiter), (reason) => new LiveError({ command, reason }))
    }).pipe(
      Effect.onInterrupt(() =>
        Effect.sync(() => {
          waiting.delete(id)
          dispatch({ _tag: "Withdrawn", id })
        })
      )
    )

  const ask = (name: string, command: LiveCommand): Effect.Effect<LiveAnswer, LiveError> =>
    Effect.suspend(() => {
      const id = nextId()
      return wait(id, name, () => dispatch({ _tag: "Command", id, command }))
    })

  const sendNext = Effect.flatMap(Queue.take(outbox), (event) =>
    Effect.catch(connection.send(event), (error) =>
      Effect.sync(() => event.event_id != null && dispatch({ _tag: "NotSent", id: event.event_id, error }))
    )
  )
  yield* Effect.forkScoped(Effect.forever(sendNext))
  yield* connection.incoming.pipe(
    Stream.runForEach((decoded) =>
      Effect.sync(() => {
        dispatch({ _tag: "Received", decoded })
        events.publish(decoded)
      })
    ),
    Effect.catch((error) => Effect.sync(() => dispatch({ _tag: "Ended", error }))),
    Effect.forkScoped
  )

  // The connection outlives this scope, so the end of the scope counts as a close from this side.
  yield* Effect.addFinalizer(() =>
    Effect.sync(() =>
      dispatch({ _tag: "Ended", error: TransportError.closed({ code: 1000, reason: "", by: "local" }) })
    )
  )

  return {
    ask,
    begin: wait(startId, "start", () => first.outputs.forEach(perform)),
    dispatch,
    ended: Deferred.await(ended),
    held,
    audio: audio.stream,
    changes: states.stream,
    events: events.stream
  }
})
