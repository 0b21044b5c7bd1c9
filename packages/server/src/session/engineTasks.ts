/**
 * The tasks of an engine, as a session runs them. Each has a deadline between two chunks and a bound over all, whatever
 * the engine, and each reports how it failed.
 */
import type { TransportError } from "@antiphon/core"
import type { McpListedTool } from "@antiphon/core/shapes"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { EngineError, type EngineParts } from "../engine/Contract.ts"
import type { TurnEvent } from "../engine/TurnEvent.ts"
import { toSamples } from "../machine/Audio.ts"
import type { Input, Output } from "../machine/Message.ts"
import { sizeOf } from "../machine/size.ts"
import { causeText } from "./causeText.ts"
import type { Untimed } from "./SessionRunner.ts"
import { speakSentences, within } from "./speakSentences.ts"

/** How long an engine may pause between two chunks, and how long a client may take an event. */
export const pauseTimeout = "30 seconds"
/** The same in milliseconds. */
export const pauseMs = Duration.toMillis(pauseTimeout)

/** Characters that one transcript may have. */
export const maxTranscriptCharacters = 1024 * 1024
/** Characters that the tools of one MCP server may have. */
export const maxToolCharacters = 4 * 1024 * 1024

/** Takes one step of the session. */
type Dispatch = (input: Untimed<Input>) => Effect.Effect<void, TransportError>
/** A task that ends when the engine ends, and fails with the connection. */
type Task = Effect.Effect<void, TransportError>
/** An output by its tag. */
type OutputNamed<T extends Output["_tag"]> = Extract<Output, { readonly _tag: T }>

/** A silence that is longer than the last one by less is not worth a step, 200 ms. */
const silenceStep = toSamples(200)

/** Passes on the turns that a detector finds, until it is interrupted. */
export const detectTurns = (
  turns: ReturnType<EngineParts["detectTurns"]>,
  dispatch: Dispatch,
  detection: number
): Task => {
  let silentUntil = 0
  const pass = (event: TurnEvent): Effect.Effect<void, TransportError> => {
    if (event._tag === "Silence") {
      if (event.until - silentUntil < silenceStep) return Effect.void
      silentUntil = event.until
    }
    return dispatch({ _tag: "Turn", detection, event })
  }
  return turns.pipe(
    Stream.runForEach(pass),
    Effect.andThen(Effect.suspend(() => new EngineError({ part: "detectTurns", message: "The turn detector ended." }))),
    orReport("detectTurns", (error) => dispatch({ _tag: "DetectionFailed", detection, error }))
  )
}

/** Transcribes one turn. */
export const transcribe = (
  engine: EngineParts,
  dispatch: Dispatch,
  { audio, itemId, request }: OutputNamed<"Transcribe">
): Task =>
  engine.transcribe(request, Stream.fromIterable(audio)).pipe(
    within(maxTranscriptCharacters, ({ logprobs, text }) => text.length + sizeOf(logprobs ?? []), longTranscript),
    runWithinPause(
      "transcribe",
      Stream.runForEach((chunk) => dispatch({ _tag: "Transcript", itemId, chunk }))
    ),
    Effect.andThen(dispatch({ _tag: "TranscriptEnded", itemId })),
    orReport("transcribe", (error) => dispatch({ _tag: "TranscriptFailed", itemId, error }))
  )

/** Lists the tools of one MCP server. */
export const listTools = (engine: EngineParts, dispatch: Dispatch, { itemId, tool }: OutputNamed<"ListTools">): Task =>
  engine.listTools(tool).pipe(
    within(maxToolCharacters, (tool: McpListedTool) => sizeOf(tool), manyTools),
    runWithinPause("listTools", Stream.runCollect),
    Effect.flatMap((tools) => dispatch({ _tag: "ToolsListed", itemId, tools })),
    orReport("listTools", (error) => dispatch({ _tag: "ListingFailed", itemId, error }))
  )

/** Writes one response. Yields after each chunk, so that a fast engine does not keep the session from its client. */
export const respond = (engine: EngineParts, dispatch: Dispatch, { request }: OutputNamed<"Respond">): Task => {
  const responseId = request.id
  return speakSentences(engine, request).pipe(
    runWithinPause(
      "respond",
      Stream.runForEach((chunk) => Effect.andThen(dispatch({ _tag: "Chunk", responseId, chunk }), Effect.yieldNow))
    ),
    Effect.andThen(dispatch({ _tag: "ResponseEnded", responseId })),
    orReport("respond", (error) => dispatch({ _tag: "ResponseFailed", responseId, error }))
  )
}

/** Why an endless transcript fails. */
const longTranscript = new EngineError({
  part: "transcribe",
  code: "server_error",
  message: `The transcript has more than ${maxTranscriptCharacters} characters. Commit shorter turns.`
})

/** Why an endless list of tools fails. */
const manyTools = new EngineError({
  part: "listTools",
  code: "server_error",
  message: `The tools of the MCP server have more than ${maxToolCharacters} characters. Allow fewer tools.`
})

/**
 * Runs the stream of an engine, and fails if the engine pauses for too long. One timer watches all pulls, because a timer
 * for each chunk would cost more than the chunk. The time in which the session handles a chunk does not count.
 */
const runWithinPause =
  <A, B, E>(part: EngineError["part"], run: (stream: Stream.Stream<A, EngineError>) => Effect.Effect<B, E>) =>
  (stream: Stream.Stream<A, EngineError>): Effect.Effect<B, E | EngineError> =>
    Effect.flatMap(Clock.Clock, (clock) => {
      let pulledAt: number | undefined
      const leftMs = () => pauseMs - (pulledAt === undefined ? 0 : clock.currentTimeMillisUnsafe() - pulledAt)
      const silent = new EngineError({ part, message: `The engine said nothing for ${pauseTimeout}.` })
      const watch: Effect.Effect<never, EngineError> = Effect.suspend(() => {
        const ms = leftMs()
        return ms <= 0 ? Effect.fail(silent) : Effect.andThen(Effect.sleep(ms), watch)
      })
      const timed = Stream.transformPull(stream, (pull) =>
        Effect.succeed(
          Effect.suspend(() => {
            pulledAt = clock.currentTimeMillisUnsafe()
            return Effect.map(pull, (chunks) => {
              pulledAt = undefined
              return chunks
            })
          })
        )
      )
      return Effect.raceFirst(run(timed), watch)
    })

/**
 * Reports the error of an engine and logs its cause, without credentials. A defect is logged, and reported without its
 * details. An end of the connection passes.
 */
export const orReport =
  (part: EngineError["part"], report: (error: EngineError) => Effect.Effect<void, TransportError>) =>
  (task: Effect.Effect<void, EngineError | TransportError>): Effect.Effect<void, TransportError> =>
    Effect.catchCause(task, (cause) => {
      const error = Cause.findErrorOption(cause)
      if (error._tag === "Some") {
        return error.value._tag === "EngineError"
          ? Effect.andThen(logFailure(error.value), report(error.value))
          : Effect.fail(error.value)
      }
      if (Cause.hasInterruptsOnly(cause)) return Effect.void
      return Effect.andThen(
        Effect.logError("the engine had a defect", causeText(Cause.squash(cause))),
        report(new EngineError({ part, message: "The engine had an internal error. Try again." }))
      )
    })

/** Logs an error of an engine at the level of a warning, since the session goes on. */
const logFailure = ({ cause, code, message, part }: EngineError): Effect.Effect<void> =>
  Effect.logWarning("the engine failed", {
    part,
    ...(code === undefined ? {} : { code }),
    message: causeText(message),
    ...(cause === undefined ? {} : { cause: causeText(cause) })
  })
