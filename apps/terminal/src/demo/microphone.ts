/** A recording in the place of a microphone. */
import { InputChunker } from "@antiphon/audio"
import { ClientEvent, type Connection, type ServerEvent, type TransportError } from "@antiphon/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { samplesPerMs, spoken } from "./Model.ts"
import type { Stage } from "./Stage.ts"

const chunkMs = 100

/** How much silence follows a recording that is sent faster than real time, so that turn detection sees its end. */
const closingSilenceMs = 1000

/**
 * Sends a recording (24 kHz mono) in chunks of 100 ms, each when a microphone would have it, then silence until
 * interrupted. Unpaced, it sends all at once with a second of silence, and returns.
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
