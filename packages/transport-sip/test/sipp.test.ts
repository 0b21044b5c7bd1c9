/** SIPp, a program of another project, calls this side. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { listening, scenario } from "./sipp.ts"

for (const [transport, flag] of [
  ["UDP", "u1"],
  ["TCP", "t1"]
] as const) {
  it.live(`five calls of SIPp over ${transport} are answered, put on hold and hung up`, () =>
    Effect.gen(function* () {
      const { ends, port } = yield* listening(true)
      const { code, printed } = yield* scenario("call", port, ["-m", "5", "-r", "50", "-t", flag])
      assert.strictEqual(code, 0, printed)
      assert.deepEqual(
        ends,
        Array.from({ length: 5 }, () => "closed by the remote side, code 1000 (the caller hung up)")
      )
    })
  )
}

it.live("three calls of SIPp are taken back while they ring", () =>
  Effect.gen(function* () {
    const { ends, port } = yield* listening(false)
    const { code, printed } = yield* scenario("cancel", port, ["-m", "3", "-r", "50"])
    assert.strictEqual(code, 0, printed)
    assert.deepEqual(ends, ["over", "over", "over"])
  })
)
