import { sampleRate } from "@antiphon/audio"
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { Engine, serve } from "@antiphon/server"
import { Session } from "@antiphon/session"
import { bridge, Dialects } from "@antiphon/telephony"
import { asteriskSide, simulateCall, twilioSide, vonageSide } from "@antiphon/telephony/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { speech } from "./sounds.ts"

const engine = Engine.scripted({
  turns: [
    { say: "Welcome.", voice: speech(12_000, 24_000) },
    { say: "Yes.", voice: speech(1000, 24_000) }
  ]
})

const carriers = {
  twilio: { dialect: Dialects.twilio, counterpart: twilioSide({ callSid: "CA1", streamSid: "MZ1" }) },
  asterisk: { dialect: Dialects.asterisk(), counterpart: asteriskSide("1764.1") },
  vonage: { dialect: Dialects.vonage, counterpart: vonageSide({ uuid: "CA1", rate: 16_000 }) }
}

interface Way {
  readonly carrier: keyof typeof carriers
  readonly delayMs: number
  readonly jitterMs?: number
  readonly lostMarks?: number
  readonly seed?: number
}

/** The caller is greeted at length, speaks after `quietMs`, and so interrupts. */
const interruptedCall = ({ carrier, ...way }: Way, quietMs: number) =>
  Effect.gen(function* () {
    const rate = sampleRate(carriers[carrier].counterpart.format)
    const say = new Int16Array((rate / 1000) * (quietMs + 1500))
    say.set(speech(1500, rate), (rate / 1000) * quietMs)
    const simulated = yield* simulateCall({ ...carriers[carrier], ...way, callId: "CA1", say })
    const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
    yield* Effect.forkScoped(serve(server))
    yield* TestClock.adjust(500)
    const call = yield* simulated.stream.call
    if (call === undefined) return yield* Effect.die("no call")
    const session = yield* Session.make(client, { speaker: call.speaker })
    const told: Array<number> = []
    yield* session.events.pipe(
      Stream.runForEach((event) =>
        Effect.sync(() => {
          if (event.type === "conversation.item.truncated") told.push(event.audio_end_ms as number)
        })
      ),
      Effect.forkScoped
    )
    const bridged = yield* Effect.forkScoped(bridge(call, session, { greet: true }))
    yield* TestClock.adjust(quietMs + 1500)
    const [cleared = -1] = simulated.carrier.clears()
    return { told, heardMs: cleared / (rate / 1000), call, bridged, simulated }
  })

describe("the model knows what the caller heard, within 25 ms", () => {
  for (const carrier of ["twilio", "asterisk"] as const) {
    for (const delayMs of [0, 40, 80, 150]) {
      it.effect(`over ${carrier} at ${delayMs} ms one way`, () =>
        Effect.gen(function* () {
          const { heardMs, told } = yield* interruptedCall({ carrier, delayMs }, 2513)
          assert.lengthOf(told, 1)
          assert.isAbove(heardMs, 1500)
          assert.approximately(told[0] ?? 0, heardMs, 25)
        }).pipe(Effect.scoped, Effect.provide(engine))
      )
    }
  }

  it.effect("over a call of 16 kHz, which is resampled once each way", () =>
    Effect.gen(function* () {
      const { heardMs, simulated, told } = yield* interruptedCall({ carrier: "vonage", delayMs: 0 }, 2513)
      assert.lengthOf(told, 1)
      assert.isAbove(heardMs, 1500)
      assert.approximately(told[0] ?? 0, heardMs, 25)
      assert.isAbove(simulated.carrier.heard().length, 16 * 1500)
    }).pipe(Effect.scoped, Effect.provide(engine))
  )

  for (const delayMs of [40, 150]) {
    it.effect(`over twilio at ${delayMs} ms one way with 30 ms of jitter`, () =>
      Effect.gen(function* () {
        const { heardMs, told } = yield* interruptedCall({ carrier: "twilio", delayMs, jitterMs: 30 }, 2513)
        assert.approximately(told[0] ?? 0, heardMs, 25)
      }).pipe(Effect.scoped, Effect.provide(engine))
    )
  }

  for (const [index, delayMs] of [0, 40, 80, 150].entries()) {
    it.effect(`over twilio at ${delayMs} ms one way with 30 % of the marks lost and 30 ms of jitter`, () =>
      Effect.gen(function* () {
        const way = { carrier: "twilio", delayMs, jitterMs: 30, lostMarks: 30, seed: index + 1 } as const
        const { heardMs, told } = yield* interruptedCall(way, 2513)
        assert.lengthOf(told, 1)
        assert.approximately(told[0] ?? 0, heardMs, 25)
      }).pipe(Effect.scoped, Effect.provide(engine))
    )
  }
})
