/**
 * Audio between its form on the wire and the machine's: base64 of PCM16 at 24 kHz as it is, base64 of G.711 decoded and
 * resampled from and to 8 kHz. A stream's position is a value, so that the machine stays a function.
 */
import { Base64, G711, type G711Law, Pcm16, Resampler } from "@antiphon/audio"
import { toSamples } from "./Audio.ts"

export type Format = "audio/pcm" | G711Law

/** A stream of samples on its way to another rate: the last of its input, of which `held` samples are not yet output. */
export interface Passage {
  readonly tail: Int16Array
  readonly held: number
}

export const begin: Passage = { tail: new Int16Array(0), held: 0 }

/** Samples of one event at most: 100 ms. */
const eventSamples = toSamples(100)

/** Samples of base64 PCM16, or in words what is wrong with it. */
export const decodeSamples = (base64: string): Int16Array | string => {
  const bytes = Base64.decode(base64)
  if (bytes._tag === "Failure") return `Invalid audio: ${bytes.failure.message}.`
  const samples = Pcm16.fromBytes(bytes.success)
  return samples._tag === "Failure" ? `Invalid audio: ${samples.failure.message}.` : samples.success
}

/** The next samples of an incoming stream, or in words what is wrong. With `last` nothing is held back. */
export const decode = (
  format: Format,
  passage: Passage,
  base64: string,
  last = false
): { readonly passage: Passage; readonly samples: Int16Array } | string => {
  if (format === "audio/pcm") {
    const samples = decodeSamples(base64)
    return typeof samples === "string" ? samples : { passage, samples }
  }
  const bytes = Base64.decode(base64)
  if (bytes._tag === "Failure") return `Invalid audio: ${bytes.failure.message}.`
  return resample(up, passage, G711.decode(format, G711.fromBytes(format, bytes.success)), last)
}

/** What an incoming stream still holds back. */
export const rest = (passage: Passage): Int16Array => resample(up, passage, new Int16Array(0), true).samples

/** The next events' worth of an outgoing stream, base64, at most 100 ms each. With `last` nothing is held back. */
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

/** All of a stream at once, in one text. */
export const encodeAll = (format: Format, samples: Int16Array): string =>
  Base64.encode(
    format === "audio/pcm" ? Pcm16.toBytes(samples) : G711.encode(format, resample(down, begin, samples, true).samples)
  )

const cut = (bytes: Uint8Array, size: number): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size))

// Used only from beginning to flush, after which they are as new: no state survives a call.
const up = Resampler.make({ from: 8000, to: 24_000 })
const down = Resampler.make({ from: 24_000, to: 8000 })

/** The next samples at the other rate, computed with as much of what lies around them as the filter reaches. */
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

const joined = (a: Int16Array, b: Int16Array): Int16Array => {
  const all = new Int16Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}
