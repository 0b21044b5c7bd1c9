/** The browser client against the browser's own peer connection, without Node between them. */
import * as Effect from "effect/Effect"
import { assert, it } from "vitest"
import { comply, failures } from "../comply.ts"
import { browser } from "../site.ts"

it("Chromium meets every requirement against a plain peer connection of the same page", () =>
  Effect.gen(function* () {
    const report = yield* comply(yield* browser)
    assert.deepEqual(failures(report), [])
    assert.isAbove(report.counts.passed, 45)
  }).pipe(Effect.scoped, Effect.runPromise))
