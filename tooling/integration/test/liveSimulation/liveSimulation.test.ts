/** Plays thousands of Live calls, each from a seed, with the machines of both sides and any fault of the wire. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { brokenParts } from "./brokenParts.ts"
import { breaches, invariants } from "./invariants.ts"
import { play } from "./play.ts"
import { report } from "./report.ts"

const seeds = 20_000
const main = fileURLToPath(new URL("./main.ts", import.meta.url))

/** Plays stories in a process of their own, where they take half the time. */
const played = (): Promise<string> =>
  new Promise((resolve) => {
    const flags = ["--max-semi-space-size=16", "--min-semi-space-size=16"]
    execFile(process.execPath, [...flags, main, "--seeds", `${seeds}`], { maxBuffer: 1 << 24 }, (_, stdout, stderr) =>
      resolve(`${stdout}${stderr}`)
    )
  })

describe("the simulation of Live", () => {
  it(`${seeds} stories keep every invariant`, async () => {
    assert.include(await played(), `${seeds} seeds from 1 on keep every invariant`)
  }, 600_000)

  it("the same seed is the same story", () => {
    assert.strictEqual(report(play(7), []), report(play(7), []))
  })

  it("every invariant has a part that breaks it", () => {
    assert.sameMembers(
      brokenParts.map(({ noticedBy }) => noticedBy),
      invariants.map(({ id }) => id)
    )
  })

  it.each(brokenParts.map((each) => [`${each.noticedBy} notices ${each.what}`, each] as const))(
    "%s",
    (_, { noticedBy, parts }) => {
      for (let seed = 1; seed <= 200; seed++)
        if (breaches(play(seed, parts())).some(({ id }) => id === noticedBy)) return
      assert.fail(`${noticedBy} did not notice it in 200 stories`)
    }
  )
})
