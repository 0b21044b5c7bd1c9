/** Detects turns, and begins to recognize a turn when the speaker pauses, so that its words are there when it ends. */
import type { EngineParts, TurnEvent } from "@antiphon/server"
import type { TurnDetector } from "@antiphon/speech"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Ears } from "./Ears.ts"
import { TurnAudio } from "./TurnAudio.ts"

/** A pause after which the turn may be over. */
const pauseMs = 200
/** What is recognized before the speech and what is kept of a pause between two turns, 200 ms and 1 s. */
const lead = 4800
const kept = 24_000
/** How many samples are processed without a pause of this fiber, 256 ms. */
const slice = 6144

/** Speech of the open turn, and the scope of the recognition that began at its pause. */
interface Open {
  readonly since: number
  early: Scope.Closeable | undefined
}

export const detectTurns =
  (detector: TurnDetector, ears: Ears): EngineParts["detectTurns"] =>
  (settings, audio) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const scope = yield* Effect.scope
        const listener = detector.listen(settings)
        const recent = new TurnAudio()
        let open: Open | undefined
        /** The recognition of the turn that ended last. The transcript and the answer may still need it. */
        let ended: Scope.Closeable | undefined

        const close = (early: Scope.Closeable | undefined) =>
          early === undefined ? Effect.void : Scope.close(early, Exit.void)

        const begin = Effect.fnUntraced(function* (turn: Open) {
          const speech = recent.from(Math.max(0, turn.since - lead))
          if (speech === undefined) return
          turn.early = yield* Scope.fork(scope)
          yield* Scope.provide(ears.begin(speech), turn.early)
        })

        const take = Effect.fnUntraced(function* (event: TurnEvent) {
          if (event._tag === "Silence") recent.forget(event.until - kept)
          if (event._tag === "SpeechStarted") {
            yield* ears.wake
            yield* close(ended)
            ended = undefined
            open = { since: event.at, early: undefined }
          }
          if (event._tag === "SpeechStopped") {
            ended = open?.early
            open = undefined
          }
        })

        const process = Effect.fnUntraced(function* (samples: Int16Array) {
          yield* Effect.yieldNow
          recent.push(samples)
          const events = listener.process(samples)
          for (const event of events) yield* take(event)
          if (open === undefined) return events
          const pause = listener.pauseMs()
          if (pause === 0 && open.early !== undefined) {
            yield* close(open.early)
            open.early = undefined
          }
          if (pause >= pauseMs && open.early === undefined) yield* begin(open)
          return events
        })

        return audio.pipe(
          Stream.map((samples) =>
            Array.from({ length: Math.ceil(samples.length / slice) }, (_, i) =>
              samples.subarray(i * slice, (i + 1) * slice)
            )
          ),
          Stream.flattenIterable,
          Stream.mapEffect(process),
          Stream.flattenIterable
        )
      })
    )
