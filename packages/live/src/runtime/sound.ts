/** The audio of a session, in its events or in the tracks of a call. */
import { type AudioFormat, Base64, G711, Pcm16, pcm24k, Resampler } from "@antiphon/audio"
import type { Media } from "@antiphon/core"
import type * as Live from "@antiphon/core/live"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** The rate of a call's samples for its user. */
const callRate = 24_000

/** The format of both directions. */
export const formatOf = (session: Live.SessionResource | undefined): AudioFormat => {
  const format = session?.audio?.format
  switch (format?.type) {
    case "audio/pcmu":
    case "audio/pcma":
      return { type: format.type }
    case "audio/pcm":
      return { ...pcm24k, rate: format.rate ?? 24_000 }
    default:
      return pcm24k
  }
}

/** Encodes the caller's samples for an append. */
export const encode = (samples: Int16Array, format: AudioFormat): string =>
  Base64.encode(format.type === "audio/pcm" ? Pcm16.toBytes(samples) : G711.encode(format.type, samples))

/** The tracks of a call at 24 kHz. The stream of the model has one reader, and ends with the call. */
export const tracksOf = (media: Media) => {
  const up = resampled(callRate, media.sampleRate)
  const down = resampled(media.sampleRate, callRate)
  return {
    send: (samples: Int16Array) => Effect.suspend(() => media.send(up(samples))),
    audio: Stream.catch(Stream.map(media.incoming, down), () => Stream.empty)
  }
}

const resampled = (from: number, to: number): ((samples: Int16Array) => Int16Array) => {
  if (from === to) return (samples) => samples
  const resampler = Resampler.make({ from, to })
  return (samples) => resampler.process(samples)
}
