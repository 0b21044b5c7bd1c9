/** Where people start: from the weights to a detector that serves every stream of audio. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { need, nameOf, needSettings, needStream } from "../check.ts"
import { SpeechError } from "../SpeechError.ts"
import { fromBytes as readWeights, type Weights, weightsUrl } from "../silero/Weights.ts"
import { type Listener, makeListener } from "./Listener.ts"
import type { TurnEvent } from "./TurnEvent.ts"
import type { TurnSettings } from "./TurnSettings.ts"

/**
 * Detects turns in speech with Silero VAD v6. It holds only the weights, so one detector serves every stream of
 * audio.
 *
 * @example
 * ```ts
 * const detector = yield* loadTurnDetector
 * const turns = detector.detectTurns({ type: "server_vad", silence_duration_ms: 600 }, microphone)
 * ```
 */
export interface TurnDetector {
  /**
   * Reports where turns start and end in 24 kHz PCM16 mono, while the audio arrives in blocks of any length. Ends
   * with the audio. Long blocks are processed 256 ms at a time, so that other fibers can run in between.
   */
  readonly detectTurns: <E, R>(
    settings: TurnSettings,
    audio: Stream.Stream<Int16Array, E, R>
  ) => Stream.Stream<TurnEvent, E, R>
  /** Does the same without streams. Make one listener for each stream of audio. */
  readonly listen: (settings: TurnSettings) => Listener
}

/** How many samples are processed without a pause. They are 256 ms of audio and about 2 ms of work. */
const slice = 6144

const slices = (samples: Int16Array): ReadonlyArray<Int16Array> =>
  Array.from({ length: Math.ceil(samples.length / slice) }, (_, i) => samples.subarray(i * slice, (i + 1) * slice))

const make = (weights: Weights): TurnDetector => {
  const listen: TurnDetector["listen"] = (settings) => {
    needSettings(settings, listen)
    return makeListener(weights, settings)
  }
  const detectTurns: TurnDetector["detectTurns"] = (settings, audio) => {
    needSettings(settings, detectTurns)
    needStream(audio, detectTurns, "a Stream of 24 kHz PCM16, or feed the samples to listen(settings).process")
    return Stream.suspend(() => {
      const { process } = makeListener(weights, settings)
      return audio.pipe(
        Stream.map(slices),
        Stream.flattenIterable,
        Stream.mapEffect((samples) => Effect.map(Effect.yieldNow, () => process(samples))),
        Stream.flattenIterable
      )
    })
  }
  return { detectTurns, listen }
}

/**
 * Makes a detector from the bytes of `weights/silero-v6-16k.bin`. Fails with `WeightsInvalid` if they are something
 * else.
 */
const fromBytes = (bytes: Uint8Array): Effect.Effect<TurnDetector, SpeechError> => {
  const message = () => `The weights are bytes in a Uint8Array, and these are ${nameOf(bytes)}. Read the file as bytes.`
  need(fromBytes, ArrayBuffer.isView(bytes) && nameOf(bytes) === "Uint8Array", message)
  return Effect.map(readWeights(bytes), make)
}

/**
 * Makes a detector in a browser. It fetches the weights from `url`, which defaults to the file that ships in this
 * package. Pass another address if the bundler does not serve that file. In Node use `loadTurnDetector` of
 * `@antiphon/speech/node`.
 */
const fetched = (url: string | URL = weightsUrl): Effect.Effect<TurnDetector, SpeechError> => {
  const kind = nameOf(url)
  need(
    fetched,
    kind === "String" || kind === "URL",
    () => `The address of the weights is a text or a URL, not ${kind}.`
  )
  return Effect.tryPromise({
    try: async (signal) => {
      const response = await fetch(url, { signal })
      if (!response.ok) throw new Error(`HTTP status ${response.status}`)
      return new Uint8Array(await response.arrayBuffer())
    },
    catch: (cause) => SpeechError.weightsUnreachable(url, cause)
  }).pipe(
    Effect.timeoutOrElse({
      duration: "30 seconds",
      orElse: () => Effect.fail(SpeechError.weightsUnreachable(url, "no answer in 30 s"))
    }),
    Effect.flatMap(fromBytes)
  )
}

/** The two ways to a detector that work on every platform. */
export const TurnDetector = { fromBytes, fetch: fetched }
