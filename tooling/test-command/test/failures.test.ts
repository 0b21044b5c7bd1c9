import { assert, it } from "vitest"
import { failures } from "../src/failures.ts"

const output = `@antiphon/core:test:  FAIL  test/wire.test.ts > the decoder > a frame is read
@antiphon/core:test: AssertionError: expected 1 to equal 2
@antiphon/core:test:  FAIL  test/wire.test.ts > the decoder > a frame is read
 Tasks:    3 successful, 5 total
Failed:    @antiphon/core#test, @antiphon/audio#test
`

it("a test that failed is named once, with its package", () => {
  assert.deepStrictEqual(failures(output), [
    "@antiphon/core: test/wire.test.ts > the decoder > a frame is read",
    "@antiphon/audio: no test is named"
  ])
})

it("terminal colours are not part of a name", () => {
  assert.deepStrictEqual(failures("\u001B[35m@antiphon/core:test: \u001B[0m\u001B[41m FAIL \u001B[49m a.test.ts"), [
    "@antiphon/core: a.test.ts"
  ])
})

it("a test that passed is not named", () => {
  assert.deepStrictEqual(failures("@antiphon/core:test:  ✓ test/FAILURE.test.ts > a fault is reported"), [])
})
