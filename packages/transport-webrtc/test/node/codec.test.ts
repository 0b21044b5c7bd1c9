/** Speech through the codec, the order and the timeline, without a network: every run is the same. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { codec, frameSamples } from "../../src/node/audio/opus.ts"
import { type Arrival, frameMs, makeJitterBuffer, parseRtp, type RtpPacket } from "@antiphon/core/transport"
import { makeSender } from "../../src/node/audio/Sender.ts"
import { makeTimeline } from "../../src/node/audio/Timeline.ts"
import { correlation, energy, readSpeech, seeded } from "./speech.ts"

const frames = 300

/** The packets of six seconds of speech. */
const packets = Effect.gen(function* () {
  const speech = yield* Effect.promise(readSpeech)
  const { encoder } = yield* codec
  const sent: Array<RtpPacket> = []
  const sender = makeSender({
    encoder: yield* encoder,
    payloadType: 111,
    ssrc: 1,
    random: () => 0.999,
    write: (bytes) => {
      const packet = parseRtp(bytes)
      if (packet !== undefined) sent.push(packet)
    }
  })
  sender.queue.push(speech.subarray(12_000, 12_000 + frames * frameSamples))
  for (let frame = 0; frame < frames; frame++) sender.tick(frame * frameMs)
  return sent
})

/** What is heard where a packet comes `delay` ms late, or never. */
const heard = (sent: ReadonlyArray<RtpPacket>, delayOf: (index: number) => number | undefined) =>
  Effect.gen(function* () {
    const { decoder } = yield* codec
    const timeline = makeTimeline(yield* decoder)
    const jitter = makeJitterBuffer()
    const samples: Array<number> = []
    const play = (arrivals: ReadonlyArray<Arrival>) => {
      for (const arrival of arrivals) for (const piece of timeline.play(arrival)) samples.push(...piece)
    }
    const journeys = sent.flatMap((packet, index) => {
      const delay = delayOf(index)
      return delay === undefined ? [] : [{ packet, at: index * frameMs + delay }]
    })
    let now = 0
    for (const { at, packet } of journeys.toSorted((one, other) => one.at - other.at)) {
      for (; now <= at; now += 10) play(jitter.expire(now))
      play(jitter.push(packet, at))
    }
    play(jitter.expire(now + 1000))
    return Int16Array.from(samples)
  })

describe("the played audio", () => {
  it.live("of packets that overtake each other is the same, sample for sample, as of packets in order", () =>
    Effect.gen(function* () {
      const sent = yield* packets
      const random = seeded(3)
      const inOrder = yield* heard(sent, () => 0)
      assert.lengthOf(inOrder, frames * frameSamples)
      assert.deepEqual(yield* heard(sent, (index) => (index > 0 && random() < 0.3 ? 50 : 0)), inOrder)
    })
  )

  it.live("with 5 % loss is close to the sent audio, because most lost packets are recovered from the next one", () =>
    Effect.gen(function* () {
      const sent = yield* packets
      const random = seeded(3)
      const whole = yield* heard(sent, () => 0)
      const broken = yield* heard(sent, (index) => (index > 0 && index < frames - 1 && random() < 0.05 ? undefined : 0))
      assert.lengthOf(broken, whole.length)
      assert.isAbove(correlation(whole, broken), 0.98)
      assert.closeTo(10 * Math.log10(energy(broken) / energy(whole)), 0, 0.5)
    })
  )
})

describe("a sender", () => {
  it.live("begins when it is first asked, with one frame, and not with those of the time before", () =>
    Effect.gen(function* () {
      const { encoder } = yield* codec
      let sent = 0
      const write = () => {
        sent += 1
      }
      const sender = makeSender({ encoder: yield* encoder, payloadType: 111, ssrc: 1, random: Math.random, write })
      for (const now of [400, 410, 420, 430]) sender.tick(now)
      assert.strictEqual(sent, 2)
    })
  )
})

describe("silence", () => {
  it.live("is encoded until it has settled, then the same packet is sent, and speech after it is unharmed", () =>
    Effect.gen(function* () {
      const { encoder } = yield* codec
      const real = yield* encoder
      let encoded = 0
      const sent: Array<RtpPacket> = []
      const sender = makeSender({
        encoder: {
          ...real,
          encode: (frame) => {
            encoded += 1
            return real.encode(frame)
          }
        },
        payloadType: 111,
        ssrc: 1,
        random: Math.random,
        write: (bytes) => {
          const packet = parseRtp(bytes)
          if (packet !== undefined) sent.push(packet)
        }
      })
      const quiet = 500
      for (let frame = 0; frame < quiet; frame++) sender.tick(frame * frameMs)
      assert.lengthOf(sent, quiet)
      assert.isBelow(encoded, 30)
      const speech = (yield* Effect.promise(readSpeech)).subarray(12_000, 12_000 + 100 * frameSamples)
      sender.queue.push(speech)
      for (let frame = quiet; frame < quiet + 100; frame++) sender.tick(frame * frameMs)
      const samples = yield* heard(sent, () => 0)
      assert.isTrue(samples.subarray(24_000, quiet * frameSamples).every((sample) => Math.abs(sample) <= 2))
      // The codec's own delay is 154 samples.
      assert.isAbove(correlation(speech, samples.subarray(quiet * frameSamples), 154), 0.8)
    })
  )
})
