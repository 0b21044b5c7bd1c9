/**
 * Recognizes speech while it is spoken. The stretch so far is recognized again and again. Words that two passes agree
 * on are committed, and later passes are made to begin with them.
 */
import { Resampler } from "@antiphon/audio"
import * as Duration from "effect/Duration"
import * as Stream from "effect/Stream"
import type { EarsError } from "../EarsError.ts"
import { modelRate } from "../model/Moonshine.ts"
import { type Segment, Segmenter } from "../model/Segmenter.ts"
import type { SpelledWord } from "../model/words.ts"
import type { PassQueue } from "./PassQueue.ts"
import type { AudioOptions, Word } from "./Word.ts"

/** How to listen. */
export interface ListenOptions extends AudioOptions {
  /** How much new audio makes the stretch worth another pass. Defaults to 0.7 s. Less makes more wrong words. */
  readonly every?: Duration.Input
}

/** What was heard so far. */
export type Heard =
  /** The next words. They are never taken back. */
  | { readonly _tag: "Words"; readonly words: ReadonlyArray<Word> }
  /** What may follow them. The next `Words` or `Guess` replaces it. */
  | { readonly _tag: "Guess"; readonly text: string }

/** The shortest speech that is worth a pass before it ends. */
const firstPassMs = 1000
/** How many passes may wait while one is at work. Of those, only the newest is done. */
const ahead = 16

/** A stretch that grew, or one that is complete. */
interface Take {
  readonly number: number
  readonly segment: Segment
  readonly isComplete: boolean
}

/** Listens with the passes of `queue`. */
export const listenWith = <E, R>(
  queue: PassQueue,
  audio: Stream.Stream<Int16Array, E, R>,
  options: ListenOptions = {}
): Stream.Stream<Heard, E | EarsError, R> => {
  const takes = new Takes(options)
  const text = new Agreement()
  return audio.pipe(
    Stream.flatMap((samples) => Stream.fromIterable(takes.push(samples))),
    Stream.concat(Stream.suspend(() => Stream.fromIterable(takes.end()))),
    Stream.buffer({ capacity: ahead }),
    Stream.filter((take) => take.isComplete || take.number === takes.last),
    Stream.flatMap((take) =>
      queue.recognize({ samples: take.segment.samples, prefix: text.tokens }).pipe(
        Stream.runCollect,
        Stream.fromEffect,
        Stream.flatMap((words) => Stream.fromIterable(text.hear(words, take)))
      )
    )
  )
}

/** Makes takes out of audio. */
class Takes {
  readonly #resampler: Resampler<Int16Array>
  readonly #segmenter = new Segmenter()
  readonly #step: number
  #fresh = 0
  /** The number of the newest take. */
  last = 0

  constructor({ every = "700 millis", sampleRate = 24_000 }: ListenOptions) {
    this.#resampler = Resampler.make({ from: sampleRate, to: modelRate })
    this.#step = (Math.max(100, Duration.toMillis(every)) / 1000) * modelRate
  }

  push(samples: Int16Array): ReadonlyArray<Take> {
    const more = this.#resampler.process(samples)
    const complete = this.#segmenter.push(more).map((segment) => this.#take(segment, true))
    this.#fresh += more.length
    if (complete.length > 0) this.#fresh = 0
    if (this.#fresh < this.#step) return complete
    this.#fresh = 0
    const segment = this.#segmenter.current()
    if (segment === undefined || segment.endMs - segment.startMs < firstPassMs) return complete
    return [...complete, this.#take(segment, false)]
  }

  end(): ReadonlyArray<Take> {
    const complete = this.#segmenter.push(this.#resampler.flush()).map((segment) => this.#take(segment, true))
    const segment = this.#segmenter.current()
    return segment === undefined ? complete : [...complete, this.#take(segment, true)]
  }

  #take(segment: Segment, isComplete: boolean): Take {
    return { number: ++this.last, segment, isComplete }
  }
}

/** Keeps what two passes agreed on. */
class Agreement {
  #committed: Array<SpelledWord> = []
  #previous: ReadonlyArray<SpelledWord> = []
  #isFirst = true

  /** The tokens that the next pass begins with. */
  get tokens(): ReadonlyArray<number> {
    return this.#committed.flatMap(({ tokens }) => tokens)
  }

  /** Takes the words of a pass after the committed ones. Returns what there is to show. */
  hear(words: ReadonlyArray<SpelledWord>, { isComplete, segment }: Take): ReadonlyArray<Heard> {
    const agreed = isComplete ? words.length : this.#agreed(words)
    const fresh = words.slice(0, agreed)
    const rest = words.slice(agreed)
    this.#previous = isComplete ? [] : rest
    this.#committed = isComplete ? [] : [...this.#committed, ...fresh]
    const heard: Array<Heard> = []
    if (fresh.length > 0) heard.push({ _tag: "Words", words: fresh.map((word) => this.#show(word, segment)) })
    if (rest.length > 0) heard.push({ _tag: "Guess", text: rest.map(({ text }) => text).join("") })
    return heard
  }

  /** The last word of each pass may still grow, so it is not agreed on. */
  #agreed(words: ReadonlyArray<SpelledWord>): number {
    const limit = Math.min(words.length, this.#previous.length) - 1
    let count = 0
    while (count < limit && words[count]?.text === this.#previous[count]?.text) count++
    return count
  }

  #show({ logprob, text }: SpelledWord, { endMs, startMs }: Segment): Word {
    const spaced = this.#isFirst || /^[\s\p{P}]/u.test(text) ? text : ` ${text}`
    this.#isFirst = false
    return { text: spaced, logprob, startMs, endMs }
  }
}
