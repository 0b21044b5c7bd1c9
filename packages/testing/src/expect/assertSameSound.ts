/** Compares sound sample for sample, with a message that can be read. */
import { needSamples } from "../check.ts"
import { TestingError } from "../TestingError.ts"

const perMs = 24

/**
 * Fails unless both sounds have the same samples. The message says where they first differ, in ms.
 *
 * @example
 * assertSameSound(ear.heard().samples, voice)
 */
export const assertSameSound = (heard: Int16Array, expected: Int16Array): void => {
  needSamples(assertSameSound, "assertSameSound", heard)
  needSamples(assertSameSound, "assertSameSound", expected)
  const at = expected.findIndex((sample, index) => sample !== heard[index])
  if (at === -1 && heard.length === expected.length) return
  const length = `${ms(heard.length)} were heard and ${ms(expected.length)} expected`
  if (at === -1) throw new TestingError(`The sound goes on after its end. ${length}.`)
  if (at === heard.length) throw new TestingError(`The sound ends early. ${length}. All that was heard is right.`)
  const moved = moveOf(heard, expected, at)
  throw new TestingError(
    `The sound differs from ${ms(at)} on, where a sample is ${heard[at]} and not ${expected[at]}. ${moved}${length}.`
  )
}

const ms = (samples: number): string => `${Math.round((samples / perMs) * 10) / 10} ms`

/** Whether the sound goes on as expected from another place. Then samples were lost or doubled. */
const moveOf = (heard: Int16Array, expected: Int16Array, at: number): string => {
  const next = heard.subarray(at, at + 50)
  for (let from = 0; next.length > 0 && from + next.length <= expected.length; from++) {
    if (from === at || !next.every((sample, index) => sample === expected[from + index])) continue
    return from > at
      ? `It skips ${ms(from - at)} there. `
      : `It repeats there what was expected ${ms(at - from)} before. `
  }
  return ""
}
