/** Holds the turn of `antiphon demo`, from connecting to files that were read back. */
import type { Transport, TransportError } from "@antiphon/core"
import { record, type RecordingError } from "@antiphon/recording"
import { fileSink } from "@antiphon/recording/node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stdio from "effect/Stdio"
import type * as Terminal from "effect/Terminal"
import { type Answerer, connectTo } from "../Answerer.ts"
import type { CliFailure } from "../CliFailure.ts"
import { presenter } from "../view/Presenter.ts"
import { makeEar } from "./Ear.ts"
import { holdTurn } from "./holdTurn.ts"
import { initial, samplesPerMs } from "./Model.ts"
import { outputsIn, readBack, writeSound } from "./outputs.ts"
import { readInput } from "./readInput.ts"
import { makeStage } from "./Stage.ts"
import { stepMs } from "./Track.ts"

/** What `antiphon demo` needs. */
export interface DemoOptions {
  /** The WAV file with the user's turn. */
  readonly input: string
  /** The folder for the files. */
  readonly out: string
  /** Whether the microphone plays in real time. */
  readonly paced: boolean
  readonly model: string
  /** Starts the server that answers, or names the endpoint. */
  readonly server: Effect.Effect<Answerer, CliFailure, Scope.Scope>
}

/**
 * Holds the turn. Succeeds when it completed and its files are whole. Everything received before a failure or an interruption is
 * written too.
 */
export const demo = Effect.fnUntraced(function* (
  options: DemoOptions
): Effect.fn.Return<
  void,
  CliFailure | TransportError | RecordingError,
  Scope.Scope | Stdio.Stdio | Terminal.Terminal | Transport
> {
  const recording = yield* readInput(options.input)
  const outputs = yield* outputsIn(options.out)
  const answerer = yield* options.server
  const { name, url } = answerer
  const { changed } = yield* presenter
  const stage = yield* makeStage(initial({ server: name, url, inputMs: recording.length / samplesPerMs }), changed)
  const ear = makeEar(stage, options.paced)

  const began = yield* Clock.currentTimeMillis
  const connection = yield* connectTo(answerer, options.model)
  const connectedMs = (yield* Clock.currentTimeMillis) - began
  yield* stage.update((model) => ({ ...model, connectedMs }))
  const recorded = yield* record(connection, yield* fileSink(outputs.session), { endpoint: url })

  yield* Effect.ensuring(
    holdTurn({ connection: recorded, stage, ear, recording, paced: options.paced }),
    Effect.flatMap(stage.current, (model) =>
      Effect.ignore(writeSound(outputs, ear, recording.subarray(0, model.microphone.length * stepMs * samplesPerMs)))
    )
  )
  const unwritten = yield* recorded.recordingFailed
  if (unwritten._tag === "Some") return yield* unwritten.value
  const files = yield* readBack(outputs, ear, yield* stage.current)
  yield* stage.update((model) => ({ ...model, nowMs: Infinity, files }))
})
