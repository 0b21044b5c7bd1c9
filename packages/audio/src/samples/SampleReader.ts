/** Base64 audio that arrives in pieces of any length. A byte of half a sample waits for its other half. */
import { type AudioFormat, bytesPerSample, pcm24k } from "./AudioFormat.ts"
import * as Base64 from "./Base64.ts"
import * as G711 from "./G711.ts"
import { type Result, succeed } from "../Result.ts"

/** State that one stream of pieces keeps between two of them. */
export interface Carry {
  /** The first byte of a sample whose second has not come. */
  carry: number | undefined
}

/** Returns the bytes that a piece needs, including the one that waits. */
export const bytesOfPiece = ({ carry }: Carry, piece: string): number =>
  (carry === undefined ? 0 : 1) + Base64.byteLength(piece)

/**
 * Decodes a piece into `target`, which must hold `bytesOfPiece` bytes, and returns how many of them are whole samples.
 * Forgets the waiting byte after an error, because half a sample must not join another one's half.
 */
export const decodePiece = (
  held: Carry,
  piece: string,
  target: Uint8Array,
  width: 1 | 2
): Result<number, Base64.Base64Error> => {
  const carried = held.carry === undefined ? 0 : 1
  if (held.carry !== undefined) target[0] = held.carry
  held.carry = undefined
  const decoded = Base64.decodeInto(piece, carried === 0 ? target : target.subarray(carried))
  if (decoded._tag === "Failure") return decoded
  const length = carried + decoded.success
  const rest = length % width
  if (rest === 1) held.carry = target[length - 1]
  return succeed(length - rest)
}

/** Decodes a piece to linear PCM16 in memory of its own. */
export const samplesOfPiece = (
  held: Carry,
  piece: string,
  format: AudioFormat
): Result<Int16Array, Base64.Base64Error> => {
  const bytes = new Uint8Array(bytesOfPiece(held, piece))
  const decoded = decodePiece(held, piece, bytes, bytesPerSample(format))
  if (decoded._tag === "Failure") return decoded
  return succeed(
    format.type === "audio/pcm"
      ? new Int16Array(bytes.buffer, 0, decoded.success / 2)
      : G711.decode(format.type, G711.fromBytes(format.type, bytes))
  )
}

/** Reads one stream of base64 audio as linear PCM16. Fails on a piece that is not base64, and reads on after it. */
export type SampleReader = (piece: string) => Result<Int16Array, Base64.Base64Error>

/** `make(format)` returns a reader of one stream. The format defaults to PCM16 at 24 kHz. */
export const SampleReader = {
  make: (format: AudioFormat = pcm24k): SampleReader => {
    const held: Carry = { carry: undefined }
    return (piece) => samplesOfPiece(held, piece, format)
  }
}
