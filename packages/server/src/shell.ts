/**
 * The machine, run. One lock makes the steps one after another, whoever has something to say: the client, the clock, the
 * engine. All else is the machine's business.
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import { ByteBudget } from "./ByteBudget.ts"
import { EngineError, type EngineParts } from "./engine/Contract.ts"
import type { Input, Output } from "./machine/Message.ts"
import { holdingsOf } from "./machine/holdings.ts"
import * as SessionMachine from "./machine/SessionMachine.ts"
import type { MachineState } from "./machine/State.ts"
import type { Speaker } from "./speaker.ts"
import { orReport, patience, patiently } from "./engineTask.ts"
import type { SessionClock } from "./SessionClock.ts"
import { spoken } from "./spoken.ts"

/** How long a connection that joined may hold up what is sent. */
const relayPatience = "1 second"
/** Appends that may wait for the turn detector; then the client's events wait. */
const detectorBacklog = 64

type WithoutNow<I> = I extends unknown ? Omit<I, "now"> : never

export interface Shell {
  /** Takes one step and does what comes of it. */
  readonly tell: (input: WithoutNow<Input>) => Effect.Effect<void, TransportError>
  readonly perform: (outputs: ReadonlyArray<Output>) => Effect.Effect<void, TransportError>
  /**
   * Lets another connection join: it is greeted, may say what the first may, and hears what the first hears, but for
   * audio deltas. Ends when either ends; the one that joined is closed with the session.
   */
  readonly join: (peer: Peer) => Effect.Effect<TransportError, TransportError>
  /** Ends the session, and with it all that joined. */
  readonly hangUp: Effect.Effect<void>
}

type Peer = Connection<ClientEvent, ServerEvent>

export const makeShell = Effect.fnUntraced(function* (
  connection: Peer,
  engine: EngineParts,
  speaker: Speaker | undefined,
  clock: SessionClock,
  initial: MachineState
): Effect.fn.Return<Shell, never, Scope.Scope> {
  const lock = Semaphore.makeUnsafe(1)
  const work = yield* FiberMap.make<string>()
  const budget = yield* ByteBudget
  const account = yield* budget.open
  const joined = new Set<Peer>()
  let state = initial
  let detector: { readonly number: number; readonly audio: Queue.Queue<Int16Array> } | undefined

  const tell: Shell["tell"] = (input) =>
    Effect.flatMap(
      lock.withPermit(
        Effect.uninterruptible(
          Effect.gen(function* () {
            const now = yield* clock.now
            const step = SessionMachine.step(state, { ...input, now, roomBytes: budget.room() })
            if (step.state !== state) account(holdingsOf(step.state).bytes)
            state = step.state
            for (const output of step.outputs) yield* doing(output)
            return step.outputs
          })
        )
      ),
      pour
    )

  /** Outside the lock: a slow detector or speaker makes the client or the engine wait, and never itself. */
  const pour = (outputs: ReadonlyArray<Output>): Effect.Effect<void> =>
    Effect.forEach(
      outputs,
      (output) => {
        if (output._tag === "Feed" && detector?.number === output.detection) {
          return Queue.offer(detector.audio, output.samples)
        }
        return output._tag === "Play" && speaker !== undefined ? speaker.room : Effect.void
      },
      { discard: true }
    )

  const doing = (output: Output): Effect.Effect<void, TransportError> => {
    switch (output._tag) {
      case "Send":
        return Effect.andThen(send(output.event), () =>
          Effect.forEach(joined, (peer) => relay(peer, output.event), { concurrency: "unbounded", discard: true })
        )
      case "Close":
        return connection.close(output.code, output.reason)
      case "Feed":
        return Effect.void
      case "Play":
        return Effect.sync(() => speaker?.play(output.samples))
      case "ClearPlayback":
        return speaker?.clear ?? Effect.void
      case "Detect":
        return detect(output)
      case "Transcribe":
        return start(`transcribe:${output.itemId}`, transcribe(output))
      case "ListTools":
        return start(`list:${output.itemId}`, listTools(output))
      case "Respond":
        return start(`respond:${output.request.id}`, respond(output))
      case "StopTranscribing":
        return stop(`transcribe:${output.itemId}`)
      case "StopResponding":
        return stop(`respond:${output.responseId}`)
      case "Wake":
        return start(`wake:${output.reason}`, wake(output.at))
    }
  }

  /** What the connection cannot take it is told of, and it alone: those that joined may well take it. */
  const send = (event: ServerEvent): Effect.Effect<void, TransportError> =>
    Effect.catchReason(sendWithin(connection, event, patience), "TransportError", "TooLarge", ({ bytes, limitBytes }) =>
      Effect.flatMap(clock.now, (now) => {
        const callId = Option.getOrUndefined(connection.callId)
        const step = SessionMachine.step(state, { _tag: "TooLarge", now, type: event.type, bytes, limitBytes, callId })
        state = step.state
        return Effect.forEach(
          step.outputs,
          (told) => (told._tag === "Send" ? Effect.ignore(sendWithin(connection, told.event, patience)) : doing(told)),
          { discard: true }
        )
      })
    )

  /** One that joined must not hold up the session: slow, it is closed. */
  const relay = (peer: Peer, event: ServerEvent): Effect.Effect<void> =>
    event.type === "response.output_audio.delta" ? Effect.void : Effect.ignore(sendWithin(peer, event, relayPatience))

  const join: Shell["join"] = (peer) =>
    lock
      .withPermit(
        Effect.uninterruptible(
          Effect.gen(function* () {
            const step = SessionMachine.step(state, { _tag: "Joined", now: yield* clock.now })
            state = step.state
            for (const output of step.outputs) if (output._tag === "Send") yield* relay(peer, output.event)
            joined.add(peer)
          })
        )
      )
      .pipe(
        Effect.andThen(Stream.runForEach(peer.incoming, (decoded) => tell({ _tag: "Client", decoded }))),
        Effect.andThen(peer.ended),
        Effect.raceFirst(Effect.tap(connection.ended, () => peer.close(1000, "the call ended"))),
        Effect.ensuring(Effect.sync(() => joined.delete(peer)))
      )

  /** The connection's end shows in `incoming`; here it only ends what can no longer be told. */
  const start = (key: string, task: Effect.Effect<void, TransportError>): Effect.Effect<void> =>
    Effect.asVoid(FiberMap.run(work, key, Effect.ignore(task), { startImmediately: false }))

  const stop = (key: string): Effect.Effect<void> =>
    Effect.sync(() => {
      const fiber = FiberMap.getUnsafe(work, key)
      if (fiber._tag === "Some") fiber.value.interruptUnsafe()
    })

  const detect = Effect.fnUntraced(function* ({ detection, settings }: Extract<Output, { _tag: "Detect" }>) {
    if (detector !== undefined) yield* Queue.shutdown(detector.audio)
    detector = undefined
    if (settings === null) return yield* stop("detect")
    const audio = yield* Queue.bounded<Int16Array>(detectorBacklog)
    detector = { number: detection, audio }
    const listening = engine.detectTurns(settings, Stream.fromQueue(audio)).pipe(
      Stream.runForEach((event) => tell({ _tag: "Turn", detection, event })),
      Effect.andThen(new EngineError({ part: "detectTurns", message: "the turn detector ended" })),
      orReport("detectTurns", (error) => tell({ _tag: "DetectionFailed", detection, error }))
    )
    yield* start("detect", listening)
  })

  const transcribe = ({ itemId, request, audio }: Extract<Output, { _tag: "Transcribe" }>) =>
    engine.transcribe(request, Stream.fromIterable(audio)).pipe(
      patiently("transcribe"),
      Stream.runForEach((chunk) => tell({ _tag: "Transcript", itemId, chunk })),
      Effect.andThen(tell({ _tag: "TranscriptEnded", itemId })),
      orReport("transcribe", (error) => tell({ _tag: "TranscriptFailed", itemId, error }))
    )

  const listTools = ({ itemId, tool }: Extract<Output, { _tag: "ListTools" }>) =>
    engine.listTools(tool).pipe(
      patiently("listTools"),
      Stream.runCollect,
      Effect.flatMap((tools) => tell({ _tag: "ToolsListed", itemId, tools })),
      orReport("listTools", (error) => tell({ _tag: "ListingFailed", itemId, error }))
    )

  const respond = ({ request }: Extract<Output, { _tag: "Respond" }>) =>
    spoken(engine, request).pipe(
      patiently("respond"),
      Stream.runForEach((chunk) =>
        Effect.andThen(tell({ _tag: "Chunk", responseId: request.id, chunk }), Effect.yieldNow)
      ),
      Effect.andThen(tell({ _tag: "ResponseEnded", responseId: request.id })),
      orReport("respond", (error) => tell({ _tag: "ResponseFailed", responseId: request.id, error }))
    )

  const wake = (at: number) => Effect.andThen(clock.until(at), tell({ _tag: "Tick" }))

  const perform = (outputs: ReadonlyArray<Output>) => lock.withPermit(Effect.forEach(outputs, doing, { discard: true }))

  return { tell, perform, join, hangUp: connection.close(1000, "the call was hung up") }
})

const sendWithin = (peer: Peer, event: ServerEvent, duration: Duration.Input): Effect.Effect<void, TransportError> =>
  Effect.timeoutOrElse(peer.send(event), {
    duration,
    orElse: () => peer.close(1008, "the client does not take what it is sent")
  })
