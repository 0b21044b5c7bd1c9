/** Holds the turn of `antiphon say FILE.wav`, one file in and one file out. */
import { pcm24k, Wav } from "@antiphon/audio"
import type { Transport, TransportError } from "@antiphon/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stdio from "effect/Stdio"
import type * as Terminal from "effect/Terminal"
import { type Answerer, connectTo } from "../Answerer.ts"
import { type CliFailure, cliFailure, reasonOf } from "../CliFailure.ts"
import { makeEar } from "../demo/Ear.ts"
import { holdTurn } from "../demo/holdTurn.ts"
import { initial, samplesPerMs } from "../demo/Model.ts"
import { readInput } from "../demo/readInput.ts"
import { makeStage } from "../demo/Stage.ts"
import { writeWhole } from "../demo/writeWhole.ts"
import { seconds } from "../view/format.ts"
import { presenter } from "../view/Presenter.ts"

/** What `antiphon say` needs. */
export interface SayOptions {
  /** The path of the recording to send. */
  readonly input: string
  /** The path of the reply. */
  readonly out: string
  readonly model: string
  readonly server: Effect.Effect<Answerer, CliFailure, Scope.Scope>
}

/** Sends the file as fast as possible, receives the whole answer, and writes it. */
export const say = Effect.fnUntraced(function* ({
  input,
  model,
  out,
  server
}: SayOptions): Effect.fn.Return<
  void,
  CliFailure | TransportError,
  Scope.Scope | Stdio.Stdio | Terminal.Terminal | Transport
> {
  const recording = yield* readInput(input)
  const answerer = yield* server
  const { changed } = yield* presenter
  const { name, url } = answerer
  const stage = yield* makeStage(initial({ server: name, url, inputMs: recording.length / samplesPerMs }), changed)
  const ear = makeEar(stage, false)
  const began = yield* Clock.currentTimeMillis
  const connection = yield* connectTo(answerer, model)
  const connectedMs = (yield* Clock.currentTimeMillis) - began
  yield* stage.update((known) => ({ ...known, connectedMs }))
  yield* holdTurn({ connection, stage, ear, recording, paced: false })

  const reply = ear.reply()
  yield* Effect.tryPromise({
    try: () => writeWhole(out, Wav.write({ sampleRate: pcm24k.rate, channels: [reply] })),
    catch: (cause) => cliFailure(`cannot write ${out}: ${reasonOf(cause)}`)
  })
  const files = [{ path: out, holds: `${seconds(reply.length / samplesPerMs)}, the answer` }]
  yield* stage.update((known) => ({ ...known, nowMs: Infinity, files }))
})
