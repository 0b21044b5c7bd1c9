/** Plays thousands of stories, each from a seed, with any action of a user and any fault of the wire. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { brokenParts } from "./brokenParts.ts"
import { scriptOf } from "./cases/Case.ts"
import { cases } from "./cases/cases.ts"
import { invariants } from "./invariants.ts"
import { script } from "./script/Script.ts"
import { inShort, shortest } from "./shrink.ts"
import { failureOf, simulate } from "./simulate.ts"
import { play } from "./story/play.ts"
import { report } from "./story/report.ts"

const seeds = Number(process.env.SEEDS ?? 20_000)
const main = fileURLToPath(new URL("./main.ts", import.meta.url))
// Errors that a story makes are values, and no one reads where they came from.
Error.stackTraceLimit = 5

/** Plays stories in a process of their own, where they take half the time. Returns what it printed, and whether all is well. */
const played = (...options: ReadonlyArray<string>): Promise<{ readonly isWell: boolean; readonly text: string }> =>
  new Promise((resolve) => {
    const flags = ["--max-semi-space-size=16", "--min-semi-space-size=16"]
    execFile(process.execPath, [...flags, main, ...options], { maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      resolve({ isWell: error === null, text: `${stdout}${stderr}` })
    )
  })

describe("the simulation", () => {
  it(`${seeds} stories keep every invariant`, async () => {
    const { isWell, text } = await played("--from", "1", "--seeds", `${seeds}`)
    assert.isTrue(isWell, text)
    assert.include(text, `${seeds} seeds from 1 on keep every invariant`)
  }, 600_000)

  it("the same seed is the same story", () => {
    const [one, other] = [play(script(4)).story, play(script(4)).story]
    assert.isAbove(one.trace.length, 50)
    assert.strictEqual(report(one, []), report(other, []))
  })

  for (const [what, each] of Object.entries(cases)) {
    it(what, () => {
      const failure = failureOf(scriptOf(each))
      if (failure !== undefined) assert.fail(report(failure.played.story, failure.broken))
    })
  }

  it("a story that fails is shrunk to the acts that it needs, and the short list fails too", () => {
    const parts = { send: brokenParts.find(({ noticedBy }) => noticedBy === "heard-is-kept")?.parts.send }
    const broken = parts.send === undefined ? {} : { send: parts.send }
    for (const { broken: found, played } of simulate(1, 200, () => broken)) {
      if (!found.some(({ id }) => id === "heard-is-kept")) continue
      const short = shortest(played, "heard-is-kept", broken)
      assert.isBelow(short.acts.length, played.story.script.acts.length)
      const again = scriptOf(JSON.parse(JSON.stringify(inShort(short))))
      assert.isTrue(failureOf(again, broken)?.broken.some(({ id }) => id === "heard-is-kept"))
      return
    }
    assert.fail("no story failed")
  })

  it("every invariant has a part that breaks it", () => {
    assert.sameMembers(
      brokenParts.map(({ noticedBy }) => noticedBy),
      invariants.map(({ id }) => id)
    )
  })

  for (const { noticedBy, parts, what } of brokenParts) {
    it(`${noticedBy} notices ${what}`, () => {
      for (const { broken } of simulate(1, 300, () => parts)) if (broken.some(({ id }) => id === noticedBy)) return
      assert.fail(`${noticedBy} did not notice it in 300 stories`)
    }, 60_000)
  }
})
