/**
 * Converts audio between the wire and the machine. PCM16 at 24 kHz stays as it is. G.711 is decoded and resampled from and
 * to 8 kHz. The position in a stream is a value, so that the machine stays a pure function.
 */
import { Base64, G711, type G711Law, Pcm16, Resampler } from "@antiphon/audio"
import * as Result from "effect/Result"
import { toSamples } from "./Audio.ts"

/** The audio formats of the protocol. */
export type Format = "audio/pcm" | G711Law

/** The position of a stream between two rates: the end of its input, of which the last `held` samples are not output yet. */
export interface Passage {
  readonly tail: Int16Array
  readonly held: number
}

/** The position at which every stream begins. */
export const begin: Passage = { tail: new Int16Array(0), held: 0 }

/** The samples that one event has at most, which are 100 ms. */
const eventSamples = toSamples(100)

/** Decodes base64 PCM16 in place. Fails with the words for the client. */
export const decodeSamples = (base64: string): Result.Result<Int16Array, string> => {
  const length = Base64.byteLength(base64)
  const bytes = new Uint8Array(length)
  const written = Base64.decodeInto(base64, bytes)
  if (written._tag === "Failure") return Result.fail(inWords(written.failure))
  return length % 2 === 0
    ? Result.succeed(new Int16Array(bytes.buffer))
    : Result.fail(inWords(new Pcm16.OddByteCount(length)))
}

/** The words for the client. */
const inWords = ({ message }: { readonly message: string }): string => `Invalid audio: ${message}.`

/** Decodes the next samples of an incoming stream. Fails with the words for the client. With `last` nothing is held back. */
export const decode = (
  format: Format,
  passage: Passage,
  base64: string,
  last = false
): Result.Result<{ readonly passage: Passage; readonly samples: Int16Array }, string> => {
  if (format === "audio/pcm") return Result.map(decodeSamples(base64), (samples) => ({ passage, samples }))
  const bytes = Base64.decode(base64)
  return bytes._tag === "Failure"
    ? Result.fail(inWords(bytes.failure))
    : Result.succeed(resample(up, passage, G711.decode(format, G711.fromBytes(format, bytes.success)), last))
}

/** Returns the samples that an incoming stream still holds back. */
export const rest = (passage: Passage): Int16Array => resample(up, passage, new Int16Array(0), true).samples

/** Encodes the next samples of an outgoing stream as base64, one text for each 100 ms. With `last` nothing is held back. */
export const encode = (
  format: Format,
  passage: Passage,
  samples: Int16Array,
  last = false
): { readonly passage: Passage; readonly texts: ReadonlyArray<string> } => {
  if (format === "audio/pcm") {
    return { passage, texts: cut(Pcm16.toBytes(samples), 2 * eventSamples).map(Base64.encode) }
  }
  const slow = resample(down, passage, samples, last)
  return { passage: slow.passage, texts: cut(G711.encode(format, slow.samples), eventSamples / 3).map(Base64.encode) }
}

/** Encodes a whole stream in one text. */
export const encodeAll = (format: Format, samples: Int16Array): string =>
  Base64.encode(
    format === "audio/pcm" ? Pcm16.toBytes(samples) : G711.encode(format, resample(down, begin, samples, true).samples)
  )

/** Divides bytes into pieces of at most `size`. */
const cut = (bytes: Uint8Array, size: number): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))

// Each call ends with a flush, so no state survives it.
const up = Resampler.make({ from: 8000, to: 24_000 })
const down = Resampler.make({ from: 24_000, to: 8000 })

/** Converts the next samples to the other rate, together with the samples around them that the filter reaches. */
const resample = (
  resampler: Resampler,
  { tail, held }: Passage,
  samples: Int16Array,
  last: boolean
): { readonly passage: Passage; readonly samples: Int16Array } => {
  const { from, to } = resampler
  const group = Math.max(1, from / to)
  const reach = 32 * group
  const all = joined(tail, samples)
  const start = tail.length - held
  const stop = last ? all.length : Math.max(start, Math.floor((all.length - reach) / group) * group)
  const whole = joined(resampler.process(all), resampler.flush())
  const kept = Math.max(0, Math.floor((stop - reach) / group) * group)
  return {
    passage: last ? begin : { tail: all.slice(kept), held: all.length - stop },
    samples: whole.slice((start * to) / from, Math.ceil((stop * to) / from))
  }
}

/** Joins two arrays. */
const joined = (a: Int16Array, b: Int16Array): Int16Array => {
  const all = new Int16Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
