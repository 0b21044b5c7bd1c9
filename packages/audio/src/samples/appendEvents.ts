import type { AudioFormat } from "./AudioFormat.ts"
import * as Base64 from "./Base64.ts"
import type { AppendEvent } from "../events.ts"
import * as G711 from "./G711.ts"
import { needArray } from "./need.ts"

/**
 * Makes append events from linear PCM16, in the session's input format and with at most `length` samples each. Holds
 * nothing back and does not resample. `InputChunker` makes events of one length. See section 2 (4) of the protocol
 * paper.
 */
export const appendEvents = (samples: Int16Array, format: AudioFormat, length: number): ReadonlyArray<AppendEvent> => {
  needArray(appendEvents, "appendEvents", samples)
  return Array.from({ length: Math.ceil(samples.length / length) }, (_, index) => {
    const piece = samples.subarray(index * length, (index + 1) * length)
    const bytes =
      format.type === "audio/pcm"
        ? new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength)
        : G711.encode(format.type, piece)
    return { type: "input_audio_buffer.append", audio: Base64.encode(bytes) }
  })
}
