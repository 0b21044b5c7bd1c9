/**
 * A session over a connection: the machine, run. One lock makes the steps one after another, whoever has something to
 * say: the client, the clock, the engine. All else is the machine's business.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Queue from "effect/Queue"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { ClientEvent, Connection, Handshake, ServerEvent, TransportError } from "@antiphon/core"
import { EngineError, type EngineParts } from "./engine/Contract.ts"
import { Engine } from "./engine/Engine.ts"
import type { Input, Output } from "./machine/Message.ts"
import * as SessionMachine from "./machine/SessionMachine.ts"
import type { Limits } from "./machine/State.ts"
import { spoken } from "./spoken.ts"

export interface ServeOptions {
  /** Makes the ids of the session: with the same seed, engine and client the events are the same. Random where absent. */
  readonly seed?: string
  readonly limits?: Partial<Limits>
}

/** How long an engine may say nothing, and a client take nothing, before it is given up. */
const patience = "30 seconds"
/** Appends that may wait for the turn detector; then the client's events wait. */
const detectorBacklog = 64

/**
 * Holds one session over an accepted connection until it ends, and says how it ended. The handshake gives `model` and
 * `intent`; without one it is a conversation. Runs nothing past its own end. Requires an {@link Engine}.
 */
export const serve = (
  connection: Connection<ClientEvent, ServerEvent>,
  handshake?: Handshake,
  options: ServeOptions = {}
): Effect.Effect<TransportError, never, Engine> => Effect.scoped(run(connection, handshake, options))

const run = Effect.fnUntraced(function* (
  connection: Connection<ClientEvent, ServerEvent>,
  handshake: Handshake | undefined,
  options: ServeOptions
) {
  const engine = yield* Engine
  const seed = options.seed ?? (yield* randomSeed)
  const first = SessionMachine.start({
    now: yield* Clock.currentTimeMillis,
    seed,
    type: handshake?.query.intent === "transcription" ? "transcription" : "realtime",
    model: handshake?.query.model ?? "gpt-realtime",
    dialect: handshake?.dialect ?? "ga",
    ...(options.limits === undefined ? {} : { limits: options.limits })
  })
  const session = yield* makeSession(connection, engine, first.state)
  return yield* session.perform(first.outputs).pipe(
    Effect.andThen(Stream.runForEach(connection.incoming, (decoded) => session.tell({ _tag: "Client", decoded }))),
    Effect.andThen(connection.ended),
    Effect.catch((error) => Effect.succeed(error))
  )
})

const randomSeed: Effect.Effect<string> = Effect.map(
  Effect.all([Random.nextIntBetween(0, 36 ** 6), Random.nextIntBetween(0, 36 ** 6)]),
  (parts) => parts.map((part) => part.toString(36).padStart(6, "0")).join("")
)

type WithoutNow<I> = I extends unknown ? Omit<I, "now"> : never

interface Session {
  /** Takes one step and does what comes of it. */
  readonly tell: (input: WithoutNow<Input>) => Effect.Effect<void, TransportError>
  readonly perform: (outputs: ReadonlyArray<Output>) => Effect.Effect<void, TransportError>
}

const makeSession = Effect.fnUntraced(function* (
  connection: Connection<ClientEvent, ServerEvent>,
  engine: EngineParts,
  initial: SessionMachine.Step["state"]
): Effect.fn.Return<Session, never, Scope.Scope> {
  const lock = Semaphore.makeUnsafe(1)
  const work = yield* FiberMap.make<string>()
  let state = initial
  let detector: Queue.Queue<Int16Array> | undefined

  const tell: Session["tell"] = (input) =>
    Effect.flatMap(
      lock.withPermit(
        Effect.uninterruptible(
          Effect.gen(function* () {
            const now = yield* Clock.currentTimeMillis
            const step = SessionMachine.step(state, { ...input, now })
            state = step.state
            for (const output of step.outputs) yield* doing(output)
            return step.outputs
          })
        )
      ),
      feed
    )

  /** Outside the lock, because a slow detector may make the client wait, but never itself. */
  const feed = (outputs: ReadonlyArray<Output>): Effect.Effect<void> =>
    Effect.forEach(
      outputs,
      (output) =>
        output._tag === "Feed" && detector !== undefined ? Queue.offer(detector, output.samples) : Effect.void,
      { discard: true }
    )

  const doing = (output: Output): Effect.Effect<void, TransportError> => {
    switch (output._tag) {
      case "Send":
        return Effect.timeoutOrElse(connection.send(output.event), {
          duration: patience,
          orElse: () => connection.close(1008, "the client does not take what it is sent")
        })
      case "Close":
        return connection.close(output.code, output.reason)
      case "Feed":
        return Effect.void
      case "Detect":
        return detect(output)
      case "Transcribe":
        return start(`transcribe:${output.itemId}`, transcribe(output))
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

  /** The connection's end shows in `incoming`; here it only ends what can no longer be told. */
  const start = (key: string, task: Effect.Effect<void, TransportError>): Effect.Effect<void> =>
    Effect.asVoid(FiberMap.run(work, key, Effect.ignore(task), { startImmediately: false }))

  const stop = (key: string): Effect.Effect<void> =>
    Effect.sync(() => {
      const fiber = FiberMap.getUnsafe(work, key)
      if (fiber._tag === "Some") fiber.value.interruptUnsafe()
    })

  const detect = Effect.fnUntraced(function* ({ detection, settings }: Extract<Output, { _tag: "Detect" }>) {
    if (detector !== undefined) yield* Queue.shutdown(detector)
    detector = undefined
    if (settings === null) return yield* stop("detect")
    const audio = yield* Queue.bounded<Int16Array>(detectorBacklog)
    detector = audio
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
      Stream.runForEach((text) => tell({ _tag: "Transcript", itemId, text })),
      Effect.andThen(tell({ _tag: "TranscriptEnded", itemId })),
      orReport("transcribe", (error) => tell({ _tag: "TranscriptFailed", itemId, error }))
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

  const wake = (at: number) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      Effect.andThen(Effect.sleep(Math.max(0, at - now)), tell({ _tag: "Tick" }))
    )

  const perform = (outputs: ReadonlyArray<Output>) => lock.withPermit(Effect.forEach(outputs, doing, { discard: true }))

  return { tell, perform }
})

const patiently =
  (part: EngineError["part"]) =>
  <A>(stream: Stream.Stream<A, EngineError>): Stream.Stream<A, EngineError> =>
    Stream.timeoutOrElse(stream, {
      duration: patience,
      orElse: () => Stream.fail(new EngineError({ part, message: `the engine said nothing for ${patience}` }))
    })

/** Reports what the engine failed with. A bug in it is logged, and told to the client without its details. */
const orReport =
  (part: EngineError["part"], report: (error: EngineError) => Effect.Effect<void, TransportError>) =>
  (task: Effect.Effect<void, EngineError | TransportError>): Effect.Effect<void, TransportError> =>
    Effect.catchCause(task, (cause) => {
      const error = Cause.findErrorOption(cause)
      if (error._tag === "Some") {
        return error.value._tag === "EngineError" ? report(error.value) : Effect.fail(error.value)
      }
      if (Cause.hasInterruptsOnly(cause)) return Effect.void
      return Effect.andThen(
        Effect.logError("the engine died", cause),
        report(new EngineError({ part, message: "the engine had an internal error: try again" }))
      )
    })
