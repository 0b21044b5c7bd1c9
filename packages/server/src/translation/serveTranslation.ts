/** Serves a translation session over a connection. The session, its engine and its timers end with the connection. */
import { refuseArgument } from "@antiphon/core/boundary"
import type { Connection, Handshake, Translation, TransportError } from "@antiphon/core"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { servedProblem, translationRules } from "../boundary/check.ts"
import { Engine } from "../engine/Engine.ts"
import { defaultLimits } from "../machine/SessionMachine.ts"
import { orReport, pauseTimeout } from "../session/engineTasks.ts"
import { sendWithin } from "../session/sendWithin.ts"
import { randomSeed, type ServeOptions } from "../session/serve.ts"
import { makeSessionClock } from "../session/SessionClock.ts"
import { makeSessionRunner, type SessionRunner, type Untimed } from "../session/SessionRunner.ts"
import * as TranslationMachine from "./TranslationMachine.ts"

/** Appends that may wait for the interpreter. Then the client's events wait. */
const backlog = 64

/** The connection of a client that speaks the `Translation` vocabulary. */
type Peer = Connection<Translation.ClientEvent, Translation.ServerEvent>
/** An input as the runner takes it. */
type In = Untimed<TranslationMachine.TranslationInput>
/** An output as the runner performs it. */
type Out = TranslationMachine.TranslationOutput

/** Options of {@link serveTranslation}. The limits bound only the length of the session. */
export interface TranslationOptions extends Pick<ServeOptions, "seed" | "limits"> {
  /** Settings that the session begins with, as a client secret has them (`Admission.translation`). */
  readonly session?: Translation.SessionTranslationUpdate | undefined
}

/**
 * Serves one translation session over an accepted connection until it ends, and returns how it ended. The handshake names
 * the `model`. Requires an {@link Engine} that can `translate`.
 */
export const serveTranslation: (
  connection: Peer,
  handshake?: Handshake,
  options?: TranslationOptions
) => Effect.Effect<TransportError, never, Engine> = (connection, handshake, options) => {
  refuseArgument(
    serveTranslation,
    servedProblem("serveTranslation", [connection, handshake, options], translationRules)
  )
  return served(connection, handshake, options)
}

const served = Effect.fn("Server.serveTranslation")(
  function* (connection: Peer, handshake?: Handshake, { seed, limits, session }: TranslationOptions = {}) {
    const engine = yield* Engine
    const clock = yield* makeSessionClock
    const first = TranslationMachine.start({
      now: clock.now(),
      seed: seed ?? (yield* randomSeed),
      model: handshake?.query.model ?? "gpt-realtime-translate",
      sessionMs: limits?.sessionMs ?? defaultLimits.sessionMs,
      audio: session?.audio ?? undefined
    })
    let audio = yield* Queue.bounded<Int16Array, Cause.Done>(backlog)

    const perform = (output: Out): Effect.Effect<void, TransportError> => {
      switch (output._tag) {
        case "Send":
          return sendWithin(connection, output.event, pauseTimeout)
        case "Close":
          return connection.close(output.code, output.reason)
        case "Feed":
          return Effect.void
        case "EndAudio":
          return Effect.asVoid(Queue.end(audio))
        case "Translate":
          return translate(output)
        case "Wake":
          return runner.wake("wake", output.at, { _tag: "Tick" })
      }
    }

    const translate = Effect.fnUntraced(function* ({ run, settings }: Extract<Out, { readonly _tag: "Translate" }>) {
      yield* Queue.shutdown(audio)
      audio = yield* Queue.bounded<Int16Array, Cause.Done>(backlog)
      const interpreting = engine.translate(settings, Stream.fromQueue(audio)).pipe(
        Stream.runForEach((chunk) => Effect.andThen(runner.dispatch({ _tag: "Chunk", run, chunk }), Effect.yieldNow)),
        Effect.andThen(runner.dispatch({ _tag: "Ended", run })),
        orReport("translate", (error) => runner.dispatch({ _tag: "Failed", run, error }))
      )
      yield* runner.start("translate", interpreting)
    })

    const runner: SessionRunner<In, Out> = yield* makeSessionRunner({
      clock,
      initial: first.state,
      step: (state, input: In, now) => TranslationMachine.step(state, { ...input, now }),
      perform,
      applyBackpressure: (output) =>
        output._tag === "Feed" ? Effect.asVoid(Queue.offer(audio, output.samples)) : Effect.void
    })

    yield* runner.perform(first.outputs)
    yield* Stream.runForEach(connection.incoming, (decoded) => runner.dispatch({ _tag: "Client", decoded }))
    return yield* connection.ended
  },
  Effect.scoped,
  Effect.catch((error) => Effect.succeed(error))
)
