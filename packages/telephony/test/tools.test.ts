import { callTools, withFiller } from "@antiphon/telephony"
import * as Node from "@antiphon/telephony/node"
import { dial, simulateCall, twilioSide } from "@antiphon/telephony/testing"
import { defineTool } from "@antiphon/session/tools"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Schema from "effect/Schema"
import { TestClock } from "effect/testing"
import { carrierOf, everyCarrier } from "./everyCarrier.ts"
import { speech } from "./sounds.ts"

const ring = (name: "twilio" | "vonage" | "audioSocket" = "twilio") =>
  Effect.gen(function* () {
    const { dialect, side } = carrierOf(name)
    const callId = "00000000-0000-4000-8000-000000000001"
    const options = { dialect, counterpart: side(callId), callId, say: new Int16Array(0), delayMs: 40 }
    const { carrier, stream } = yield* simulateCall(options)
    yield* TestClock.adjust(1000)
    const call = yield* stream.call
    return call === undefined ? yield* Effect.die("no call") : { carrier, stream, call }
  })

const noCall = {} as never

describe("a voicemail", () => {
  const find = (tools: ReturnType<typeof callTools>) => tools.find(({ definition }) => definition.name === "voicemail")

  it.effect("is left the message that the application gives", () =>
    Effect.gen(function* () {
      const { call } = yield* ring()
      const tool = find(callTools(call, { voicemail: "The bakery called. Please call back." }))
      assert.include(yield* tool?.run("{}", noCall) ?? Effect.succeed(""), "The bakery called. Please call back.")
    }).pipe(Effect.scoped)
  )

  it.effect("is hung up on if there is no message, once the last word was heard", () =>
    Effect.gen(function* () {
      const { call, carrier } = yield* ring()
      call.speaker.queue(speech(500, 8000))
      yield* Effect.forkChild(find(callTools(call))?.run("{}", noCall) ?? Effect.void)
      yield* TestClock.adjust(1000)
      assert.strictEqual(yield* call.ended, "ours")
      assert.strictEqual(carrier.played(), 4000)
    }).pipe(Effect.scoped)
  )

  it.effect("is not found once the call has lasted 30 s, and a person is not hung up on", () =>
    Effect.gen(function* () {
      const { call, carrier } = yield* ring()
      yield* TestClock.adjust("30 seconds")
      assert.include(yield* find(callTools(call))?.run("{}", noCall) ?? Effect.succeed(""), "as with a person")
      assert.isFalse(carrier.isHungUp())
    }).pipe(Effect.scoped)
  )
})

describe("a filler", () => {
  const sound = new Int16Array(800).fill(77)
  const slow = (ms: number) =>
    defineTool({
      name: "look_up",
      description: "",
      parameters: Schema.Struct({}),
      run: () => Effect.as(Effect.sleep(ms), "found")
    })
  const countOf = (heard: Int16Array, value: number) => heard.reduce((sum, each) => sum + (each === value ? 1 : 0), 0)

  it.effect("is heard while a tool runs longer than 1 s, and stops with it", () =>
    Effect.gen(function* () {
      const { call, carrier } = yield* ring("vonage")
      const [tool] = withFiller(call, [slow(3000)], { sound })
      const running = yield* Effect.forkChild(tool?.run("{}", noCall) ?? Effect.succeed(""))
      yield* TestClock.adjust(900)
      assert.strictEqual(countOf(carrier.heard(), 77), 0)
      yield* TestClock.adjust(4000)
      assert.strictEqual(yield* Fiber.join(running), "found")
      assert.approximately(countOf(carrier.heard(), 77) / 24, 2000, 70)
    }).pipe(Effect.scoped)
  )

  it.effect("is not heard while a quick tool runs", () =>
    Effect.gen(function* () {
      const { call, carrier } = yield* ring()
      const [tool] = withFiller(call, [slow(500)], { sound })
      yield* Effect.forkChild(tool?.run("{}", noCall) ?? Effect.void)
      yield* TestClock.adjust(3000)
      assert.strictEqual(countOf(carrier.heard(), 0), carrier.heard().length)
    }).pipe(Effect.scoped)
  )

  for (const name of ["twilio", "audioSocket"] as const) {
    it.effect(`gives way to what is said next within 60 ms and is not counted as heard, over ${name}`, () =>
      Effect.gen(function* () {
        const { call, carrier } = yield* ring(name)
        yield* Effect.forkScoped(call.fill(sound))
        yield* TestClock.adjust(510)
        const before = carrier.heard().length
        call.speaker.queue(new Int16Array(4000).fill(5000))
        yield* TestClock.adjust(300)
        const [from = 0] = [...carrier.heard().entries()].find(([, sample]) => Math.abs(sample) > 4000) ?? []
        // 40 ms of way, and a tick of the carrier.
        assert.isAtMost((from - before) / 8, 60 + 40 + 20)
        assert.strictEqual(call.speaker.position().given, 4000)
        assert.approximately(call.speaker.position().until, 8 * 260, 8 * 90)
      }).pipe(Effect.scoped)
    )
  }
})

it("tools of the client leave messages, play a filler, and keep their results", async () => {
  let said = ""
  await using phone = await Node.listen({
    carrier: everyCarrier.twilio.carrier,
    onCall: async (call) => {
      const tools = Node.callTools(call, { voicemail: "Call back." })
      said = await tools.voicemail.run({})
      const lookUp = {
        description: "",
        run: async (days: number) => {
          await new Promise((resolve) => setTimeout(resolve, 150))
          return days + 1
        }
      }
      const filled = Node.withFiller(call, lookUp, { afterMs: 10, sound: new Int16Array(160).fill(999) })
      said += String(await filled.run(2))
      await tools.hang_up.run({})
    }
  })
  const { headers, path } = await carrierOf("twilio").admitted()
  const counterpart = twilioSide({ callSid: "CA1", streamSid: "MZ1" })
  const call = await dial({ url: `ws://127.0.0.1:${phone.port}${path}`, headers, counterpart, callId: "CA1" })
  assert.strictEqual(await call.closed, 1000)
  assert.include(said, "Call back.")
  assert.match(said, /3$/u)
  assert.isAbove(call.heard().filter((sample) => sample !== 0).length, 0)
})
