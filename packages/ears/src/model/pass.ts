/** One pass of the model over a stretch of audio. */
import type { Moonshine, Token } from "./Moonshine.ts"
import { type SpelledWord, words } from "./words.ts"

/** A stretch of audio, and the tokens that are known already. */
export interface Stretch {
  /** PCM16 mono at 16 kHz, at most 24 s. */
  readonly samples: Int16Array
  readonly prefix: ReadonlyArray<number>
}

/** An empty text may be wrong. A forced one is kept if it is at least this likely per token. */
const likely = -0.5
/** A forced text of so few words need not be that likely. */
const fewWords = 3
const likelyIfFew = -1

/**
 * Yields the words, and `undefined` between steps, where the caller may stop. The model sometimes writes nothing for
 * real speech. An empty text is then forced to begin. It is kept only if it is likely, because the model invents
 * sentences for noise.
 */
export function* pass(
  model: Pick<Moonshine, "encode" | "decode">,
  pieces: ReadonlyArray<string>,
  { prefix, samples }: Stretch
): Generator<SpelledWord | undefined, void> {
  yield* model.encode(Float32Array.from(samples, (sample) => sample / 32_768))
  let isEmpty = true
  for (const word of words(model.decode({ prefix, forced: false }), pieces, prefix.length === 0)) {
    if (word !== undefined) isEmpty = false
    yield word
  }
  if (!isEmpty || prefix.length > 0) return
  const tokens: Array<Token> = []
  const steps = model.decode({ prefix: [], forced: true })
  let step = steps.next()
  for (; step.done !== true; step = steps.next()) {
    tokens.push(step.value)
    yield
  }
  const forced = [...words(tokens, pieces, true)].filter((word) => word !== undefined)
  const mean = tokens.reduce((sum, { logprob }) => sum + logprob, step.value) / (tokens.length + 1)
  const enough = forced.length <= fewWords ? likelyIfFew : likely
  if (mean > enough && forced.some(({ text }) => /\p{Script=Latin}/u.test(text))) yield* forced
}
