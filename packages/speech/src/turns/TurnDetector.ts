import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { SpeechError, WeightsUnreachable } from "../SpeechError.ts"
import { fromBytes as readWeights, type Weights } from "../silero/Weights.ts"
import { weightsUrl } from "../weightsUrl.ts"
import { type Listener, makeListener } from "./Listener.ts"
import type { TurnEvent } from "./TurnEvent.ts"
import type { TurnSettings } from "./TurnSettings.ts"

/** Finds turns in speech with Silero VAD v6. Holds the weights alone, so one serves every stream of audio. */
export interface TurnDetector {
  /**
   * Says where turns start and end in 24 kHz PCM16 mono as it arrives, in blocks of any length; runs as long as the audio.
   * Long blocks are heard 256 ms at a time, with room for other work between.
   */
  readonly detectTurns: <E, R>(
    settings: TurnSettings,
    audio: Stream.Stream<Int16Array, E, R>
  ) => Stream.Stream<TurnEvent, E, R>
  /** The same without streams, for one stream of audio. */
  readonly listen: (settings: TurnSettings) => Listener
}

/** Samples heard in one go: 256 ms, about 2 ms of work. */
const slice = 6144

const slices = (samples: Int16Array): ReadonlyArray<Int16Array> =>
  Array.from({ length: Math.ceil(samples.length / slice) }, (_, i) => samples.subarray(i * slice, (i + 1) * slice))

const make = (weights: Weights): TurnDetector => ({
  detectTurns: (settings, audio) =>
    Stream.suspend(() => {
      const { hear } = makeListener(weights, settings)
      return audio.pipe(
        Stream.map(slices),
        Stream.flattenIterable,
        Stream.mapEffect((samples) => Effect.map(Effect.yieldNow, () => hear(samples))),
        Stream.flattenIterable
      )
    }),
  listen: (settings) => makeListener(weights, settings)
})

/** A detector from the bytes of `weights/silero-v6-16k.bin`, wherever they come from; others fail with `WeightsInvalid`. */
const fromBytes = (bytes: Uint8Array): Effect.Effect<TurnDetector, SpeechError> => Effect.map(readWeights(bytes), make)

/**
 * A detector with the weights that ship in this package, by `fetch`: in browsers. From another address where the bundler
 * does not serve the file. In Node use `loadTurnDetector` of `@antiphon/speech/node`.
 */
const fetched = (url: string | URL = weightsUrl): Effect.Effect<TurnDetector, SpeechError> =>
  Effect.tryPromise({
    try: async (signal) => {
      const response = await fetch(url, { signal })
      if (!response.ok) throw new Error(`HTTP status ${response.status}`)
      return new Uint8Array(await response.arrayBuffer())
    },
    catch: (cause) => new SpeechError({ reason: new WeightsUnreachable({ url: String(url), cause }) })
  }).pipe(
    Effect.timeoutOrElse({
      duration: "30 seconds",
      orElse: () =>
        Effect.fail(
          new SpeechError({ reason: new WeightsUnreachable({ url: String(url), cause: "no answer in 30 s" }) })
        )
    }),
    Effect.flatMap(fromBytes)
  )

export const TurnDetector = { fromBytes, fetch: fetched }
