/** A translation session over a connection. */
import type { Connection, Handshake, Translation, TransportError } from "@antiphon/core"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Queue from "effect/Queue"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { Engine } from "./engine/Engine.ts"
import { orReport, patience } from "./engineTask.ts"
import { defaultLimits } from "./machine/SessionMachine.ts"
import { makeSessionClock } from "./SessionClock.ts"
import { randomSeed, type ServeOptions } from "./serve.ts"
import * as TranslationMachine from "./translation/TranslationMachine.ts"

/** Appends that may wait for the interpreter; then the client's events wait. */
const backlog = 64

type WithoutNow<I> = I extends unknown ? Omit<I, "now"> : never

export interface TranslationOptions extends Pick<ServeOptions, "seed" | "limits"> {
  /** Settings that the session begins with: those of a client secret (`Admission.translation`). */
  readonly session?: Translation.SessionTranslationUpdate | undefined
}

/**
 * Holds one translation session over an accepted connection until it ends, and says how it ended. The handshake gives
 * the `model`. Requires an {@link Engine} that can `translate`.
 */
export const serveTranslation = (
  connection: Connection<Translation.ClientEvent, Translation.ServerEvent>,
  handshake?: Handshake,
  options: TranslationOptions = {}
): Effect.Effect<TransportError, never, Engine> =>
  run(connection, handshake, options).pipe(
    Effect.scoped,
    Effect.catch((error) => Effect.succeed(error))
  )

const run = Effect.fnUntraced(function* (
  connection: Connection<Translation.ClientEvent, Translation.ServerEvent>,
  handshake: Handshake | undefined,
  { seed, limits, session }: TranslationOptions
) {
  const engine = yield* Engine
  const lock = Semaphore.makeUnsafe(1)
  const work = yield* FiberMap.make<"translate" | "wake">()
  const clock = yield* makeSessionClock
  const first = TranslationMachine.start({
    now: yield* clock.now,
    seed: seed ?? (yield* randomSeed),
    model: handshake?.query.model ?? "gpt-realtime-translate",
    sessionMs: limits?.sessionMs ?? defaultLimits.sessionMs,
    audio: session?.audio ?? undefined
  })
  let { state } = first
  let audio = yield* Queue.bounded<Int16Array, Cause.Done>(backlog)

  const tell = (input: WithoutNow<TranslationMachine.TranslationInput>): Effect.Effect<void, TransportError> =>
    Effect.flatMap(
      lock.withPermit(
        Effect.uninterruptible(
          Effect.gen(function* () {
            const step = TranslationMachine.step(state, { ...input, now: yield* clock.now })
            state = step.state
            yield* Effect.forEach(step.outputs, doing, { discard: true })
            return step.outputs
          })
        )
      ),
      (outputs) =>
        Effect.forEach(
          outputs,
          (output) => (output._tag === "Feed" ? Queue.offer(audio, output.samples) : Effect.void),
          { discard: true }
        )
    )

  const doing = (output: TranslationMachine.TranslationOutput): Effect.Effect<unknown, TransportError> => {
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
      case "EndAudio":
        return Queue.end(audio)
      case "Translate":
        return translate(output)
      case "Wake":
        return FiberMap.run(work, "wake", Effect.ignore(wake(output.at)), { startImmediately: false })
    }
  }

  const translate = Effect.fnUntraced(function* ({
    run: number,
    settings
  }: Extract<TranslationMachine.TranslationOutput, { _tag: "Translate" }>) {
    yield* Queue.shutdown(audio)
    audio = yield* Queue.bounded<Int16Array, Cause.Done>(backlog)
    const interpreting = engine.translate(settings, Stream.fromQueue(audio)).pipe(
      Stream.runForEach((chunk) => Effect.andThen(tell({ _tag: "Chunk", run: number, chunk }), Effect.yieldNow)),
      Effect.andThen(tell({ _tag: "Ended", run: number })),
      orReport("translate", (error) => tell({ _tag: "Failed", run: number, error }))
    )
    yield* FiberMap.run(work, "translate", Effect.ignore(interpreting), { startImmediately: false })
  })

  const wake = (at: number) => Effect.andThen(clock.until(at), tell({ _tag: "Tick" }))

  yield* lock.withPermit(Effect.forEach(first.outputs, doing, { discard: true }))
  yield* Stream.runForEach(connection.incoming, (decoded) => tell({ _tag: "Client", decoded }))
  return yield* connection.ended
})
