/** The turn detector of a session. Each new detection replaces the one before, and drops the audio that waits for it. */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { EngineParts, TurnSettings } from "../engine/Contract.ts"
import type { Input, Output } from "../machine/Message.ts"
import { detectTurns } from "./engineTasks.ts"
import type { SessionRunner, Untimed } from "./SessionRunner.ts"

type OutputNamed<T extends Output["_tag"]> = Extract<Output, { readonly _tag: T }>

/** Appends that may wait for the detector. Then the client's events wait. */
const backlog = 64

export interface Detector {
  /** Ends the running detection. The next one starts with its first samples, since most of an idle session would be it. */
  readonly detect: (output: OutputNamed<"Detect">) => Effect.Effect<void>
  /** Hands samples to the detection, and waits while its backlog is full. Samples for an older one are dropped. */
  readonly feed: (output: OutputNamed<"Feed">) => Effect.Effect<void>
}

type Tasks = Pick<SessionRunner<Untimed<Input>, Output>, "dispatch" | "start" | "stop">

/** A detection that waits for its first samples. */
interface Awaited {
  readonly number: number
  readonly settings: TurnSettings
}

/** A detection that has been started. */
interface Running {
  readonly number: number
  readonly audio: Queue.Queue<Int16Array>
}

export const makeDetector = (engine: EngineParts, tasks: Tasks): Detector => {
  let current: Awaited | Running | undefined

  const start = (awaited: Awaited): Effect.Effect<void> =>
    Effect.flatMap(Queue.bounded<Int16Array>(backlog), (audio) => {
      // Samples of a sideband may have started it in the meantime.
      if (current !== awaited) return Effect.void
      const { number, settings } = awaited
      current = { number, audio }
      const turns = engine.detectTurns(settings, Stream.fromQueue(audio))
      return tasks.start("detect", detectTurns(turns, tasks.dispatch, number))
    })

  const feed: Detector["feed"] = (output) =>
    Effect.suspend(() => {
      if (current?.number !== output.detection) return Effect.void
      return "audio" in current
        ? Effect.asVoid(Queue.offer(current.audio, output.samples))
        : Effect.andThen(start(current), feed(output))
    })

  return {
    detect: ({ detection, settings }) =>
      Effect.suspend(() => {
        const before = current
        current = settings === null ? undefined : { number: detection, settings }
        return before !== undefined && "audio" in before
          ? Effect.andThen(Queue.shutdown(before.audio), tasks.stop("detect"))
          : Effect.void
      }),
    feed
  }
}
