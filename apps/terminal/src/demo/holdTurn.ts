/** Holds one spoken turn over a connection to any server. */
import { ClientEvent, type Connection, type ServerEvent, type TransportError } from "@antiphon/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { type CliFailure, cliFailure, quoted } from "../CliFailure.ts"
import type { Ear } from "./Ear.ts"
import { microphone } from "./microphone.ts"
import { answer, type Model, received } from "./Model.ts"
import type { Stage } from "./Stage.ts"

/** How long a server may take to greet, to accept the configuration, and to answer after the recording's end. */
const deadline = Duration.seconds(30)

/** Asks the server to find the turn by its closing silence, to transcribe it, and to speak. */
const configuration = ClientEvent.make("session.update", {
  session: {
    type: "realtime",
    output_modalities: ["audio"],
    audio: {
      input: {
        format: { type: "audio/pcm", rate: 24_000 },
        transcription: { model: "gpt-4o-mini-transcribe" },
        turn_detection: { type: "server_vad", threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 500 }
      },
      output: { format: { type: "audio/pcm", rate: 24_000 } }
    }
  }
})

/** Who takes part in the turn, and how it is held. */
export interface Turn {
  readonly connection: Connection<ServerEvent, ClientEvent>
  /** Keeps the model of the turn, which is drawn. */
  readonly stage: Stage
  /** Takes the events and plays the answer. */
  readonly ear: Ear
  /** The user's voice as PCM16 of 24 kHz. */
  readonly recording: Int16Array
  /** Whether the recording is sent in real time, and the turn lasts until the answer has been played. */
  readonly paced: boolean
}

/** Configures the session, sends the recording, receives the whole answer, and closes the connection. */
export const holdTurn: (turn: Turn) => Effect.Effect<void, TransportError | CliFailure> = Effect.fnUntraced(function* ({
  connection,
  ear,
  paced,
  recording,
  stage
}) {
  const receiving = yield* connection.incoming.pipe(
    Stream.runForEach((decoded) =>
      Effect.andThen(
        stage.update((model) => received(model, decoded)),
        decoded._tag === "Malformed" ? Effect.void : ear.take(decoded.event)
      )
    ),
    Effect.forkChild
  )
  const speaking = Effect.gen(function* () {
    yield* within(
      "the server did not greet",
      stage.until(({ session }) => session.session !== undefined)
    )
    const { session } = yield* stage.current
    yield* connection.send(configuration)
    yield* stage.update((model) => ({ ...model, sent: model.sent + 1 }))
    const configured = yield* within(
      "the server did not accept the configuration",
      stage.until((model) => model.session.session !== session.session || refusalIn(model) !== undefined)
    )
    const refusal = refusalIn(configured)
    if (refusal !== undefined) {
      return yield* cliFailure(`the server refused the configuration: ${quoted(refusal.error.message)}`)
    }

    yield* ear.start
    const speak = microphone(connection, stage, recording, paced)
    const { inputMs } = yield* stage.current
    const awaitAnswer = Effect.gen(function* () {
      yield* stage.until((model) => model.nowMs >= inputMs)
      yield* within(
        "the server did not answer",
        stage.until((model) => answer(model) !== undefined)
      )
      if (paced) yield* stage.until((model) => model.nowMs >= ear.endsAtMs())
    })
    yield* paced ? Effect.raceFirst(speak, awaitAnswer) : Effect.andThen(speak, awaitAnswer)
    const last = answer(yield* stage.current)
    if (last?.status !== "completed") {
      const error = last?.response?.status_details?.error
      return yield* cliFailure(
        `the answer ended as ${last?.status}${error?.message ? `: ${quoted(error.message)}` : ""}`
      )
    }
  })
  // However it ends, everything that has arrived is processed first.
  yield* Effect.ensuring(
    Effect.raceFirst(speaking, Fiber.join(receiving)),
    Effect.andThen(connection.close(), Fiber.await(receiving))
  )
})

/** The refusal of the server, if there is one. */
const refusalIn = (model: Model) => model.session.notices.find((notice) => notice._tag === "Refused")

/** Bounds a wait. Fails with what did not happen. */
const within = <A>(what: string, effect: Effect.Effect<A>): Effect.Effect<A, CliFailure> =>
  Effect.timeoutOrElse(effect, {
    duration: deadline,
    orElse: () => Effect.fail(cliFailure(`${what} within ${Duration.toSeconds(deadline)} s`))
  })
