import { expect, it } from "vitest"
import { breachesOf, countsOf, places } from "../src/Places.ts"

/** At most this share of the sentences of a place hangs on a `;` or a `:`. */
const mostHinged = 0.12

/** Texts that hold a banned word for a reason: they are spoken by a test, or are about the word. */
const fixtures = [
  "tooling/prose/test/Count.test.ts",
  "packages/session/test/loss.test.ts",
  "packages/session/test/rollover.test.ts"
]

it.each(places)("%s keeps to the rules of prose in CONTRIBUTING. `pnpm prose FOLDER` lists what does not", (place) => {
  const { hinged, sentences } = countsOf(place)
  expect(hinged).toBeLessThanOrEqual(Math.ceil(sentences * mostHinged))
  const words = breachesOf(place).filter((breach) => breach.includes("[word]"))
  expect(words.filter((breach) => !fixtures.some((file) => breach.startsWith(file)))).toEqual([])
})
