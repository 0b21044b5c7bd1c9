import { assert, it } from "@effect/vitest"
import { makeIncomingAudio } from "../src/call/IncomingAudio.ts"

/** Fifty chunks of 20 ms, with these timestamps and numbers. Returns the samples that come out. */
const through = (
  isOrdered: boolean,
  timestampOf: (n: number) => number | undefined,
  numberOf: (n: number) => number
) => {
  const incoming = makeIncomingAudio(8000, isOrdered)
  let samples = 0
  for (let n = 0; n < 50; n++) {
    const timestampMs = timestampOf(n)
    const at = timestampMs === undefined ? {} : { timestampMs }
    const out = incoming.push(
      { _tag: "Audio", bytes: new Uint8Array(160), chunk: numberOf(n), ...at },
      new Int16Array(160)
    )
    samples += out.reduce((sum, { length }) => sum + length, 0)
  }
  return samples
}
const steady = (n: number) => n * 20

it("timestamps that wobble make a hole once, and not with each chunk", () => {
  assert.strictEqual(
    through(
      true,
      (n) => n * 20 + (n % 2) * 15,
      (n) => n
    ),
    50 * 160 + 120
  )
})

it("a hole in steady time is silence, before and after time was set back", () => {
  assert.strictEqual(
    through(
      true,
      (n) => (n < 25 ? steady(n) : steady(n) + 200),
      (n) => n
    ),
    50 * 160 + 1600
  )
  assert.strictEqual(
    through(
      true,
      (n) => 1e6 * (n < 10 ? 1 : 0) + (n < 25 ? steady(n) : steady(n) + 200),
      (n) => n
    ),
    50 * 160 + 1600
  )
})

for (const [name, numberOf] of [
  ["stay the same", () => 1],
  ["begin anew", (n) => n % 25],
  ["go down", (n) => 50 - n],
  ["are wild once", (n) => (n === 5 ? 1e9 : n)]
] satisfies ReadonlyArray<readonly [string, (n: number) => number]>) {
  it(`numbers of chunks that ${name} lose no audio while time goes on`, () => {
    assert.strictEqual(through(false, steady, numberOf), 50 * 160)
  })
}

it("numbers that begin anew without timestamps lose a fifth of a second at most", () => {
  assert.isAtLeast(
    through(
      false,
      () => undefined,
      (n) => n % 25
    ),
    40 * 160
  )
})

it("a chunk that comes twice counts once", () => {
  assert.strictEqual(
    through(
      false,
      (n) => steady(n >> 1),
      (n) => n >> 1
    ),
    25 * 160
  )
})
