/** A network that loses messages, as SIPp plays it. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { listening, scenario } from "../sipp.ts"

it.live("ten calls of SIPp come through although one message of five is lost", () =>
  Effect.gen(function* () {
    const { port } = yield* listening(true)
    const { code, printed } = yield* scenario("lossy", port, ["-m", "10", "-r", "50", "-lost", "20"])
    assert.strictEqual(code, 0, printed)
  })
)
