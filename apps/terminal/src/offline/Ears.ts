/** The ears of the offline engine. One recognizer serves every session, and recognizes each turn once. */
import type { EarsError, Recognizer } from "@antiphon/ears"
import { makeRecognizer } from "@antiphon/ears/node"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type Hearing, makeHearing } from "./Hearing.ts"
import { indexOfSamples, joined, keyOf } from "./samples.ts"

export interface Ears {
  /** Starts the recognizer, which takes about 200 ms, without waiting for it. */
  readonly wake: Effect.Effect<void>
  /** What the audio of a turn says. The same audio is recognized once. The language defaults to English. */
  readonly hear: (audio: ReadonlyArray<Int16Array>, language?: string) => Hearing
  /** The words of audio while it arrives. */
  readonly listen: <E>(audio: Stream.Stream<Int16Array, E>, language?: string) => Stream.Stream<string, E | EarsError>
  /** What the audio says, if that is known already. */
  readonly heard: (audio: ReadonlyArray<Int16Array>) => string | undefined
  /**
   * Begins to recognize speech that may be the whole of a turn. `hear` uses it for a turn in which it stands with silence
   * around it. Ends with the scope, unless `hear` has used it.
   */
  readonly begin: (speech: Int16Array) => Effect.Effect<void, never, Scope.Scope>
}

/** How many turns are remembered. */
const remembered = 64
/** The most audio before the speech of a turn. The protocol's padding is 300 ms by default. */
const longestPadding = 2 * 24_000

/** The recognizer starts when it is first needed. The scope ends it. */
export const makeEars: Effect.Effect<Ears, never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const recognizer: Effect.Effect<Recognizer, EarsError> = yield* Effect.cached(Scope.provide(makeRecognizer(), scope))
  const turns = new Map<string, Hearing>()
  const begun = new Set<{ readonly speech: Int16Array; readonly hearing: Hearing }>()

  const recognition = (audio: ReadonlyArray<Int16Array>, language = "en"): Hearing =>
    makeHearing(
      Stream.unwrap(Effect.map(recognizer, ({ transcribe }) => transcribe(Stream.fromIterable(audio), { language }))),
      scope
    )

  const begunIn = (audio: ReadonlyArray<Int16Array>): Hearing | undefined => {
    if (begun.size === 0) return undefined
    const turn = joined(audio)
    const found = [...begun].find(({ speech }) => {
      const at = indexOfSamples(turn, speech)
      return at !== -1 && at <= longestPadding
    })
    return found?.hearing
  }

  return {
    wake: Effect.asVoid(Effect.forkIn(Effect.ignore(recognizer), scope)),
    hear: (audio, language) => {
      if (language !== undefined && !/^en/i.test(language)) return recognition(audio, language)
      const key = keyOf(audio)
      const hearing = turns.get(key) ?? begunIn(audio) ?? recognition(audio)
      turns.delete(key)
      turns.set(key, hearing)
      const [oldest] = turns.keys()
      if (turns.size > remembered && oldest !== undefined) turns.delete(oldest)
      return hearing
    },
    listen: (audio, language = "en") =>
      Stream.unwrap(
        Effect.map(recognizer, ({ listen }) =>
          Stream.flattenIterable(
            Stream.map(listen(audio, { language }), (each) =>
              each._tag === "Words" ? each.words.map(({ text }) => text) : []
            )
          )
        )
      ),
    heard: (audio) => turns.get(keyOf(audio))?.text(),
    begin: (speech) =>
      Effect.gen(function* () {
        const entry = { speech, hearing: recognition([speech]) }
        yield* Effect.acquireRelease(
          Effect.sync(() => begun.add(entry)),
          () => Effect.sync(() => begun.delete(entry))
        )
        yield* Effect.forkScoped(Effect.ignore(Stream.runDrain(entry.hearing.words)))
      })
  }
})
