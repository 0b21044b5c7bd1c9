import { type CallControl, makeCallRegistry, type StreamOptions } from "@antiphon/telephony"
import { simulateCall } from "@antiphon/telephony/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { carrierNames, carrierOf, uuid } from "./everyCarrier.ts"
import { speech } from "./sounds.ts"

describe.each(carrierNames)("a call over %s", (name) => {
  const { dialect, pressesKeys, side } = carrierOf(name)
  const ring = (options: Pick<StreamOptions, "control" | "registry"> = {}, callId = uuid("1")) =>
    Effect.gen(function* () {
      const simulated = yield* simulateCall({
        dialect,
        counterpart: side(callId),
        callId,
        say: new Int16Array(0),
        delayMs: 40,
        ...options
      })
      yield* TestClock.adjust(200)
      const call = yield* simulated.stream.call
      return call === undefined ? yield* Effect.die("no call") : { ...simulated, call }
    })

  it.effect("a second stream of a call retires the first, and other calls go on", () =>
    Effect.gen(function* () {
      const registry = makeCallRegistry()
      const first = yield* ring({ registry })
      const other = yield* ring({ registry }, uuid("2"))
      const second = yield* ring({ registry })
      assert.strictEqual(yield* first.call.ended, "replaced")
      second.carrier.hangUp()
      second.stream.closed(true)
      other.stream.closed(false)
      yield* TestClock.adjust(100)
      assert.strictEqual(yield* second.call.ended, "hung_up")
      assert.strictEqual(yield* other.call.ended, "lost")
    }).pipe(Effect.scoped)
  )

  it.effect("30 s without media end it", () =>
    Effect.gen(function* () {
      const { call, carrier, stream } = yield* ring()
      carrier.stall()
      yield* TestClock.adjust("29 seconds")
      const early = yield* Effect.raceFirst(call.ended, Effect.as(Effect.yieldNow, "running"))
      assert.strictEqual(early, "running")
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* call.ended, "silent")
      stream.closed(false)
      assert.strictEqual(yield* call.ended, "silent")
    }).pipe(Effect.scoped)
  )

  it.effect("keys travel both ways, and a transfer is its end", () =>
    Effect.gen(function* () {
      const done: Array<string> = []
      const control: CallControl = {
        sendDtmf: (id, digits) => Effect.sync(() => void done.push(`${id} presses ${digits}`)),
        transfer: (id, to) => Effect.sync(() => void done.push(`${id} to ${to}`))
      }
      const { call, carrier } = yield* ring({ control })
      carrier.press("5#")
      yield* TestClock.adjust(100)
      assert.deepStrictEqual([...(yield* call.dtmf.pipe(Stream.take(2), Stream.runCollect))], ["5", "#"])
      yield* call.sendDtmf("12")
      yield* TestClock.adjust(100)
      assert.strictEqual(carrier.pressed(), pressesKeys ? "12" : "")
      yield* call.transfer("+15550199")
      assert.deepStrictEqual(
        done,
        pressesKeys ? [`${call.id} to +15550199`] : [`${call.id} presses 12`, `${call.id} to +15550199`]
      )
      assert.strictEqual(yield* call.ended, "transferred")
    }).pipe(Effect.scoped)
  )

  it.effect("what was said last is heard before it is hung up", () =>
    Effect.gen(function* () {
      const { call, carrier } = yield* ring()
      call.speaker.queue(speech(1000, call.speaker.rate))
      const over = yield* Effect.forkChild(Effect.andThen(call.played, call.hangup))
      yield* TestClock.adjust(900)
      assert.isUndefined(over.pollUnsafe())
      yield* TestClock.adjust(400)
      assert.strictEqual(yield* call.ended, "ours")
      assert.strictEqual((carrier.played() * 1000) / call.speaker.rate, 1000)
    }).pipe(Effect.scoped)
  )
})
