import type { AudioFormat } from "./AudioFormat.ts"
import * as Base64 from "./Base64.ts"
import type { AppendEvent } from "../events.ts"
import * as G711 from "./G711.ts"

/**
 * Linear PCM16 in append events of a session's input format, at most `length` samples each; nothing is held back and nothing
 * resampled. `InputChunker` gives events of one length. Protocol section 2 (4).
 */
export const appendEvents = (samples: Int16Array, format: AudioFormat, length: number): ReadonlyArray<AppendEvent> =>
  Array.from({ length: Math.ceil(samples.length / length) }, (_, index) => {
    const piece = samples.subarray(index * length, (index + 1) * length)
    const bytes =
      format.type === "audio/pcm"
        ? new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength)
        : G711.encode(format.type, piece)
    return { type: "input_audio_buffer.append", audio: Base64.encode(bytes) }
  })
