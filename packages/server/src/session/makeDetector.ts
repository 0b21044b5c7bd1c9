/** The turn detector of a session. Each new detection replaces the one before, and drops the audio that waits for it. */
import type { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { EngineParts } from "../engine/Contract.ts"
import type { Input, Output } from "../machine/Message.ts"
import { detectTurns } from "./engineTasks.ts"
import type { SessionRunner, Untimed } from "./SessionRunner.ts"

type OutputNamed<T extends Output["_tag"]> = Extract<Output, { readonly _tag: T }>

/** Appends that may wait for the detector. Then the client's events wait. */
const backlog = 64

export interface Detector {
  /** Starts a detection in place of the running one, or stops that. */
  readonly detect: (output: OutputNamed<"Detect">) => Effect.Effect<void>
  /** Hands samples to the running detection, and waits while its backlog is full. Samples for an older one are dropped. */
  readonly feed: (output: OutputNamed<"Feed">) => Effect.Effect<void>
}

type Tasks = Pick<SessionRunner<Untimed<Input>, Output>, "dispatch" | "start" | "stop">

export const makeDetector = (engine: EngineParts, tasks: Tasks): Detector => {
  let running: { readonly number: number; readonly audio: Queue.Queue<Int16Array> } | undefined
  return {
    detect: Effect.fnUntraced(function* (output) {
      if (running !== undefined) yield* Queue.shutdown(running.audio)
      running = undefined
      const { detection, settings } = output
      if (settings === null) return yield* tasks.stop("detect")
      const audio = yield* Queue.bounded<Int16Array>(backlog)
      running = { number: detection, audio }
      const turns: Effect.Effect<void, TransportError> = detectTurns(
        engine.detectTurns(settings, Stream.fromQueue(audio)),
        tasks.dispatch,
        detection
      )
      yield* tasks.start("detect", turns)
    }),
    feed: ({ detection, samples }) =>
      running?.number === detection ? Effect.asVoid(Queue.offer(running.audio, samples)) : Effect.void
  }
}
