/** What the shells do with the streams of an engine. */
import type { TransportError } from "@antiphon/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { EngineError } from "./engine/Contract.ts"

/** How long an engine may say nothing, and a client take nothing, before it is given up. */
export const patience = "30 seconds"

/** Gives up an engine that says nothing for too long. */
export const patiently =
  (part: EngineError["part"]) =>
  <A>(stream: Stream.Stream<A, EngineError>): Stream.Stream<A, EngineError> =>
    Stream.timeoutOrElse(stream, {
      duration: patience,
      orElse: () => Stream.fail(new EngineError({ part, message: `the engine said nothing for ${patience}` }))
    })

/** Reports what the engine failed with. A bug in it is logged, and told to the client without its details. */
export const orReport =
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
