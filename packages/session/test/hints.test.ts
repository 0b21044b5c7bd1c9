/** The clock of this machine against that of the server. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { hasResumed, reconnecting, until } from "./reconnecting.ts"

const minutes = (count: number) =>
  Effect.gen(function* () {
    for (let n = 0; n < count * 6; n++) yield* TestClock.adjust("10 seconds")
  })

for (const [name, lifeMs] of [
  ["2 s ahead", 2000],
  ["0.3 s ahead", 300],
  ["over", -3_600_000]
] as const) {
  it.effect(`a session whose end always seems ${name} stays on its connection for an hour, less the margin`, () =>
    Effect.gen(function* () {
      yield* TestClock.adjust("2 hours")
      const { hosts, session } = yield* reconnecting({}, { lifeMs })
      yield* minutes(57)
      assert.strictEqual(hosts.length, 1)
      yield* minutes(2)
      yield* until(session, hasResumed(1))
      assert.strictEqual(hosts.length, 2)
      yield* minutes(56)
      assert.strictEqual(hosts.length, 2)
    })
  )
}

it.effect("a clock that is 50 min fast costs a few moves, and no more once a connection outlived its hint", () =>
  Effect.gen(function* () {
    const { hosts } = yield* reconnecting({}, { lifeMs: 600_000 })
    yield* minutes(60)
    const few = hosts.length
    assert.isAtMost(few, 5)
    yield* minutes(120)
    assert.isAtMost(hosts.length, few + 3)
  })
)

it.effect("a clock that is an hour behind does not keep a session past the hour", () =>
  Effect.gen(function* () {
    const { hosts } = yield* reconnecting({}, { lifeMs: 7_200_000 })
    yield* minutes(57)
    assert.strictEqual(hosts.length, 1)
    yield* minutes(2)
    assert.strictEqual(hosts.length, 2)
  })
)

it.effect("a server that ends its sessions when it said so is left before, however often", () =>
  Effect.gen(function* () {
    const { first, hosts, next } = yield* reconnecting({}, { lifeMs: 600_000 })
    yield* first.say("input_audio_buffer.speech_started", { item_id: "u", audio_start_ms: 0 })
    yield* minutes(9)
    yield* TestClock.adjust("40 seconds")
    // The turn goes on until the server closes.
    yield* first.close(1001)
    yield* next
    const before = hosts.length
    yield* minutes(80)
    assert.strictEqual(hosts.length, before + 10)
  })
)

it.effect("a session whose server sets no end never moves", () =>
  Effect.gen(function* () {
    const { hosts } = yield* reconnecting()
    yield* minutes(200)
    assert.strictEqual(hosts.length, 1)
  })
)
