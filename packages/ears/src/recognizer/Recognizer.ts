/** The recognizer: audio is split into stretches, which wait for one thread. It knows no platform. */
import { Resampler } from "@antiphon/audio"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { EarsError, LanguageUnsupported } from "../EarsError.ts"
import { modelRate } from "../model/Moonshine.ts"
import { type Segment, Segmenter } from "../model/Segmenter.ts"
import { type Heard, type ListenOptions, listenWith } from "./listen.ts"
import * as PassQueue from "./PassQueue.ts"
import type { Spawn } from "./RecognizerWorker.ts"
import * as Thread from "./Thread.ts"
import type { AudioOptions, Word } from "./Word.ts"

/** Recognizes English speech offline. It is Moonshine in a worker of its own. */
export interface Recognizer {
  /**
   * Returns the words of a turn of PCM16 mono. Each word comes as soon as it is decoded. Audio without speech has no
   * words.
   *
   * Long audio is split in its pauses and recognized while it arrives. Interrupting the stream stops the work. Turns
   * that are recognized at the same time take turns by the stretch.
   */
  readonly transcribe: <E, R>(
    turn: Stream.Stream<Int16Array, E, R>,
    options?: AudioOptions
  ) => Stream.Stream<Word, E | EarsError, R>
  /**
   * Recognizes speech while it is spoken. Words are never taken back. A guess is what may follow them, for a screen.
   * Ends with the audio.
   */
  readonly listen: <E, R>(
    audio: Stream.Stream<Int16Array, E, R>,
    options?: ListenOptions
  ) => Stream.Stream<Heard, E | EarsError, R>
}

/** Makes a recognizer once its first worker is ready. The scope ends the worker. */
export const make = Effect.fnUntraced(function* (spawn: Spawn): Effect.fn.Return<Recognizer, EarsError, Scope.Scope> {
  const thread = Thread.make(spawn)
  const queue = yield* PassQueue.make(thread)
  yield* thread.ready
  return {
    transcribe: (turn, options) =>
      inEnglish(options, () => {
        const resampler = Resampler.make({ from: options?.sampleRate ?? 24_000, to: modelRate })
        const segmenter = new Segmenter()
        let isFirst = true
        const recognize = ({ endMs, samples, startMs }: Segment) =>
          queue.recognize({ samples, prefix: [] }).pipe(
            Stream.map(({ logprob, text }): Word => {
              const spaced = isFirst ? text : withSpace(text)
              isFirst = false
              return { text: spaced, logprob, startMs, endMs }
            })
          )
        const end = (): ReadonlyArray<Segment> => {
          const complete = segmenter.push(resampler.flush())
          const last = segmenter.current()
          return last === undefined ? complete : [...complete, last]
        }
        return turn.pipe(
          Stream.flatMap((samples) => Stream.fromIterable(segmenter.push(resampler.process(samples)))),
          Stream.concat(Stream.suspend(() => Stream.fromIterable(end()))),
          Stream.flatMap(recognize)
        )
      }),
    listen: (audio, options) => inEnglish(options, () => listenWith(queue, audio, options))
  }
})

/** The first word of a later stretch needs the space that the model does not give it. */
const withSpace = (text: string): string => (text.startsWith(" ") ? text : ` ${text}`)

const inEnglish = <A, E, R>(
  options: AudioOptions | undefined,
  stream: () => Stream.Stream<A, E, R>
): Stream.Stream<A, E | EarsError, R> => {
  const language = options?.language ?? "en"
  return /^en(?:glish)?(?:[-_].*)?$/i.test(language)
    ? Stream.suspend(stream)
    : Stream.fail(new EarsError({ reason: new LanguageUnsupported({ language }) }))
}
