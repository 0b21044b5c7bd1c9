/** Sends a recording as a microphone would. */
import { InputChunker } from "@antiphon/audio"
import { ClientEvent, type Connection, type ServerEvent, type TransportError } from "@antiphon/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { samplesPerMs, spoken } from "./Model.ts"
import type { Stage } from "./Stage.ts"

/** The length of a chunk, in ms. */
const chunkMs = 100

/** The silence after an unpaced recording. Turn detection needs it to find the end of the turn. */
const closingSilenceMs = 1000

/**
 * Sends a recording (24 kHz mono) in chunks of 100 ms, each at the time at which a microphone would have it. Then it sends
 * silence until it is interrupted. Unpaced, it sends everything at once with a second of silence, and returns.
 */
export const microphone: (
  connection: Connection<ServerEvent, ClientEvent>,
  stage: Stage,
  recording: Int16Array,
  paced: boolean
) => Effect.Effect<void, TransportError> = Effect.fnUntraced(function* (connection, stage, recording, paced) {
  const chunker = InputChunker.make({ chunkMs })
  const started = yield* Clock.currentTimeMillis
  const chunkSamples = chunkMs * samplesPerMs
  const end = paced ? Infinity : recording.length + closingSilenceMs * samplesPerMs
  for (let offset = 0; offset < end; offset += chunkSamples) {
    const samples = new Int16Array(chunkSamples)
    samples.set(recording.subarray(offset, offset + chunkSamples))
    if (paced) yield* Effect.sleep(started + (offset + chunkSamples) / samplesPerMs - (yield* Clock.currentTimeMillis))
    for (const { audio } of chunker.push(samples)) {
      yield* connection.send(ClientEvent.make("input_audio_buffer.append", { audio }))
    }
    yield* stage.update((model) => spoken(model, offset, samples))
  }
})
