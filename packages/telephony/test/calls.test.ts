import {
  acceptStream,
  bridge,
  type BridgedSession,
  type CallControl,
  CallError,
  callTools,
  type Dialect,
  Dialects,
  type Frame,
  makeCallRegistry
} from "@antiphon/telephony"
import { simulateCall, twilioSide } from "@antiphon/telephony/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { inbound } from "./frames.ts"
import { speech } from "./sounds.ts"

const [, start, media, key, , stop] = inbound.twilio

/** A stream whose frames a test writes. */
const open = (
  options: {
    control?: CallControl
    registry?: ReturnType<typeof makeCallRegistry>
    dialect?: Dialect
  } = {}
) =>
  Effect.gen(function* () {
    const sent: Array<Frame> = []
    let closed = 0
    const stream = yield* acceptStream({
      dialect: Dialects.twilio,
      ...options,
      send: (frame) => void sent.push(frame),
      close: () => void (closed += 1)
    })
    return { ...stream, sent, isClosed: () => closed > 0 }
  })

const callOf = (stream: { readonly call: Effect.Effect<unknown> } & Effect.Success<ReturnType<typeof open>>) =>
  Effect.flatMap(stream.call, (call) => (call === undefined ? Effect.die("no call") : Effect.succeed(call)))

it.effect("audio before the start is kept, and keys arrive", () =>
  Effect.gen(function* () {
    const stream = yield* open()
    stream.receive(media)
    stream.receive(start)
    stream.receive(media)
    stream.receive(key)
    const call = yield* callOf(stream)
    const blocks = yield* call.audio.pipe(Stream.take(2), Stream.runCollect)
    assert.deepStrictEqual(
      [...blocks].map(({ length }) => length),
      [4, 4]
    )
    assert.deepStrictEqual([...(yield* call.dtmf.pipe(Stream.take(1), Stream.runCollect))], ["1"])
    assert.strictEqual(call.from, "+15550100")
  }).pipe(Effect.scoped)
)

it.effect("a hole in the carrier's timestamps becomes silence", () =>
  Effect.gen(function* () {
    const stream = yield* open()
    stream.receive(start)
    const at = (ms: number) =>
      `{"event":"media","media":{"track":"inbound","timestamp":"${ms}","payload":"${Buffer.alloc(160, 0xd0).toString("base64")}"}}`
    for (const ms of [0, 20, 140, 5000]) stream.receive(at(ms))
    const call = yield* callOf(stream)
    const blocks = yield* call.audio.pipe(Stream.take(5), Stream.runCollect)
    assert.deepStrictEqual(
      [...blocks].map(({ length }) => length / 8),
      [20, 20, 100, 20, 20]
    )
  }).pipe(Effect.scoped)
)

it.effect(
  "chunks of Telnyx that come out of order are put in order, and a lost one holds the others up for 60 ms at most",
  () =>
    Effect.gen(function* () {
      const stream = yield* open({ dialect: Dialects.telnyx() })
      stream.receive(inbound.telnyx[1])
      const chunk = (number: number) =>
        `{"event":"media","media":{"track":"inbound","chunk":"${number}","payload":"${Buffer.alloc(160, number).toString("base64")}"}}`
      for (const number of [1, 3, 2, 2, 5, 6, 7, 8]) stream.receive(chunk(number))
      const call = yield* callOf(stream)
      const blocks = yield* call.audio.pipe(Stream.take(6), Stream.runCollect)
      const law = [1, 2, 3, 5, 6, 7].map((byte) => Dialects.telnyx().decode(chunk(byte)))
      assert.lengthOf([...blocks], law.length)
      assert.lengthOf(new Set([...blocks].map(([sample]) => sample)), 6)
    }).pipe(Effect.scoped)
)

it.effect("a call has one reason for its end, the first", () =>
  Effect.gen(function* () {
    const endOf = (act: (stream: Effect.Success<ReturnType<typeof open>>) => void) =>
      Effect.gen(function* () {
        const stream = yield* open()
        stream.receive(start)
        act(stream)
        assert.isTrue(stream.isClosed())
        return yield* stream.ended
      })
    assert.strictEqual(yield* endOf((stream) => (stream.receive(stop), stream.closed(false))), "hung_up")
    assert.strictEqual(yield* endOf((stream) => stream.closed(true)), "hung_up")
    assert.strictEqual(yield* endOf((stream) => (stream.closed(false), stream.receive(stop))), "lost")
    const stream = yield* open()
    stream.receive(start)
    yield* (yield* callOf(stream)).hangup
    assert.strictEqual(yield* stream.ended, "ours")
  }).pipe(Effect.scoped)
)

it.effect("30 s without audio end a call, and audio keeps it", () =>
  Effect.gen(function* () {
    const stream = yield* open()
    stream.receive(start)
    yield* TestClock.adjust("29 seconds")
    stream.receive(media)
    yield* TestClock.adjust("29 seconds")
    assert.isFalse(stream.isClosed())
    yield* TestClock.adjust("2 seconds")
    assert.strictEqual(yield* stream.ended, "silent")
  }).pipe(Effect.scoped)
)

it.effect("a second stream of a call retires the first, and another call is left alone", () =>
  Effect.gen(function* () {
    const registry = makeCallRegistry()
    const [first, second, other] = yield* Effect.all([open({ registry }), open({ registry }), open({ registry })])
    first.receive(start)
    other.receive(start.replace("CA1", "CA2"))
    second.receive(start)
    assert.strictEqual(yield* first.ended, "replaced")
    assert.isFalse(second.isClosed() || other.isClosed())
  }).pipe(Effect.scoped)
)

it.effect("what the socket cannot do is refused with what to do, or done by the control", () =>
  Effect.gen(function* () {
    const plain = yield* open()
    plain.receive(start)
    const call = yield* callOf(plain)
    const error = yield* Effect.flip(call.sendDtmf("1"))
    assert.instanceOf(error, CallError)
    assert.strictEqual(error.code, "unsupported")
    assert.strictEqual((yield* Effect.flip(call.transfer("+1"))).code, "unsupported")
    const done: Array<string> = []
    const control: CallControl = {
      sendDtmf: (id, digits) => Effect.sync(() => void done.push(`${id} ${digits}`)),
      transfer: (id, to) => Effect.sync(() => void done.push(`${id} to ${to}`))
    }
    const controlled = yield* open({ control })
    controlled.receive(start)
    const other = yield* callOf(controlled)
    yield* other.sendDtmf("1")
    yield* other.transfer("+15550199")
    assert.deepStrictEqual(done, ["CA1 1", "CA1 to +15550199"])
    assert.strictEqual(yield* controlled.ended, "transferred")
    assert.strictEqual((yield* Effect.flip(other.sendDtmf("1"))).code, "ended")
  }).pipe(Effect.scoped)
)

it.effect("Plivo presses keys over the socket", () =>
  Effect.gen(function* () {
    const stream = yield* open({ dialect: Dialects.plivo })
    stream.receive(inbound.plivo[0])
    const call = yield* callOf(stream)
    yield* call.sendDtmf("12#")
    assert.include(stream.sent, `{"event":"sendDTMF","dtmf":"12#"}`)
    assert.strictEqual((yield* Effect.flip(call.sendDtmf("x"))).code, "unsupported")
  }).pipe(Effect.scoped)
)

it.effect("the model hangs up once the caller has heard all that was said", () =>
  Effect.gen(function* () {
    const counterpart = twilioSide({ callSid: "CA9", streamSid: "MZ9" })
    const { carrier, stream } = yield* simulateCall({
      dialect: Dialects.twilio,
      counterpart,
      callId: "CA9",
      say: new Int16Array(0),
      delayMs: 80
    })
    yield* TestClock.adjust(200)
    const call = yield* stream.call
    if (call === undefined) return yield* Effect.die("no call")
    const [hangUp] = callTools(call)
    call.speaker.queue(speech(2000, 8000))
    const hungUp = yield* Effect.forkChild(hangUp?.run("{}", { callId: "1" } as never) ?? Effect.void)
    yield* TestClock.adjust(1900)
    assert.isFalse(carrier.isHungUp())
    assert.isUndefined(hungUp.pollUnsafe())
    yield* TestClock.adjust(500)
    assert.strictEqual(yield* Fiber.join(hungUp), "The call has ended.")
    assert.strictEqual(carrier.played(), 16_000)
    assert.strictEqual(yield* stream.ended, "ours")
  }).pipe(Effect.scoped)
)

/** A session that keeps what it was asked. */
const plainSession = () => {
  const configured: Array<unknown> = []
  let closes = 0
  const session: BridgedSession<never> = {
    configure: (request) => Effect.sync(() => void configured.push(request)),
    sendAudio: () => Effect.void,
    createResponse: () => Effect.void,
    addItem: () => Effect.void,
    close: Effect.sync(() => void (closes += 1)),
    ended: Effect.never
  }
  return { session, configured, closes: () => closes }
}

it.effect("a bridge sets both formats to the law of the call, and to linear PCM of 24 kHz at other rates", () =>
  Effect.gen(function* () {
    const formatsOf = (frame: string, dialect: Dialect) =>
      Effect.gen(function* () {
        const stream = yield* open({ dialect })
        stream.receive(frame)
        const { configured, session } = plainSession()
        const bridged = yield* Effect.forkChild(bridge(yield* callOf(stream), session))
        yield* TestClock.adjust(10)
        stream.closed(true)
        yield* Fiber.join(bridged)
        return configured
      })
    const set = (format: object) => [{ type: "realtime", audio: { input: { format }, output: { format } } }]
    assert.deepStrictEqual(yield* formatsOf(start, Dialects.twilio), set({ type: "audio/pcmu" }))
    assert.deepStrictEqual(yield* formatsOf(inbound.telnyx[1], Dialects.telnyx()), set({ type: "audio/pcma" }))
    const pcm = set({ type: "audio/pcm", rate: 24_000 })
    assert.deepStrictEqual(yield* formatsOf(inbound.vonage[0], Dialects.vonage), pcm)
    const odd = inbound.vonage[0].replace("rate=24000", "rate=16000")
    assert.deepStrictEqual(yield* formatsOf(odd, Dialects.vonage), pcm)
  }).pipe(Effect.scoped)
)

it.effect("the session is closed when the caller hangs up", () =>
  Effect.gen(function* () {
    const stream = yield* open()
    stream.receive(start)
    const { closes, session } = plainSession()
    const bridged = yield* Effect.forkChild(bridge(yield* callOf(stream), session))
    yield* TestClock.adjust(10)
    assert.strictEqual(closes(), 0)
    stream.receive(stop)
    assert.strictEqual(yield* Fiber.join(bridged), "hung_up")
    assert.strictEqual(closes(), 1)
  }).pipe(Effect.scoped)
)
