/** Order, gaps and pace, without a network or a clock. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { type Arrival, makeJitterBuffer, maxHeld, waits } from "../../src/node/rtp/JitterBuffer.ts"
import { type Decoder, frameMs, frameSamples } from "../../src/node/audio/opus.ts"
import { due, maxLagMs } from "../../src/node/audio/Pace.ts"
import { makeSampleQueue, type RtpPacket } from "@antiphon/core/transport"
import { makeTimeline, maxHole } from "../../src/node/audio/Timeline.ts"

const packet = (index: number, first = 0): RtpPacket => ({
  payloadType: 111,
  marker: false,
  sequence: (first + index) & 0xffff,
  timestamp: ((first + index) * 960) >>> 0,
  ssrc: 1,
  payload: Uint8Array.of(index & 0xff, index >> 8)
})

const indexOf = ({ packet: { payload } }: Arrival): number => (payload[0] ?? 0) + 256 * (payload[1] ?? 0)

interface Journey {
  readonly index: number
  /** ms */
  readonly at: number
}

/** Sends packets over a network that does this with each, and looks every 10 ms, as the ticker does. */
const through = (journeys: ReadonlyArray<Journey>, first = 0) => {
  const buffer = makeJitterBuffer()
  const arrivals: Array<Arrival & { readonly at: number }> = []
  const take = (made: ReadonlyArray<Arrival>, at: number) => arrivals.push(...made.map((one) => ({ ...one, at })))
  const sorted = journeys.toSorted((one, other) => one.at - other.at)
  let tick = 0
  for (const { at, index } of sorted) {
    for (; tick <= at; tick += 10) take(buffer.expire(tick), tick)
    take(buffer.push(packet(index, first), at), at)
  }
  const last = sorted.at(-1)?.at ?? 0
  for (; tick <= last + 2 * waits.most; tick += 10) take(buffer.expire(tick), tick)
  return { arrivals, buffer, counts: buffer.counts() }
}

const first = fc.integer({ min: 0, max: 0xffff })

/** For each packet whether it is lost, and how long it is under way. Packet 0 comes, at once. */
const network = (maxDelay: number) =>
  fc
    .array(fc.record({ lost: fc.boolean(), delay: fc.integer({ min: 0, max: maxDelay }) }), {
      minLength: 1,
      maxLength: 300
    })
    .map((sent) =>
      [{ lost: false, delay: 0 }, ...sent].flatMap(({ delay, lost }, index) =>
        lost ? [] : [{ index, at: index * frameMs + delay }]
      )
    )

describe("the jitter buffer", () => {
  it("delivers in order and each once, and accounts for every packet, whatever the network does", () => {
    fc.assert(
      fc.property(network(400), first, (journeys, from) => {
        const { arrivals, counts } = through(journeys, from)
        let next = 0
        for (const arrival of arrivals) {
          assert.strictEqual(indexOf(arrival), next + arrival.lost)
          next = indexOf(arrival) + 1
        }
        assert.strictEqual(counts.delivered, arrivals.length)
        assert.strictEqual(counts.delivered + counts.lost, next)
        assert.strictEqual(counts.delivered + counts.dropped, journeys.length)
      })
    )
  })

  it("loses nothing where packets overtake each other by less than the least wait", () => {
    fc.assert(
      fc.property(network(waits.least - 10), first, (journeys, from) => {
        const { arrivals, counts } = through(journeys, from)
        assert.deepEqual(
          arrivals.map(indexOf),
          journeys.map(({ index }) => index)
        )
        assert.strictEqual(counts.dropped, 0)
      })
    )
  })

  it("delays nothing where the network is even", () => {
    const { arrivals } = through(Array.from({ length: 500 }, (_, index) => ({ index, at: index * frameMs + 35 })))
    for (const arrival of arrivals) assert.strictEqual(arrival.at, indexOf(arrival) * frameMs + 35)
  })

  it("waits no longer for a lost packet than its longest wait and a tick", () => {
    fc.assert(
      fc.property(network(200), first, (journeys, from) => {
        const at = new Map(journeys.map((journey) => [journey.index, journey.at]))
        for (const arrival of through(journeys, from).arrivals) {
          assert.isAtMost(arrival.at - (at.get(indexOf(arrival)) ?? Number.NaN), waits.most + 10)
        }
      })
    )
  })

  it("learns from late packets how long to wait, and forgets it again", () => {
    const slow = (index: number) => ({ index, at: index * frameMs + (index % 10 === 5 ? 120 : 0) })
    const { buffer, counts } = through(Array.from({ length: 200 }, (_, index) => slow(index)))
    assert.isAtMost(counts.dropped, 2)
    assert.isAbove(buffer.targetMs(), 100)
    const calm = Array.from({ length: 3000 }, (_, index) => packet(200 + index))
    for (const [index, one] of calm.entries()) buffer.push(one, 5000 + index * frameMs)
    assert.isBelow(buffer.targetMs(), waits.least + 10)
  })

  it("waits longer than the longest wait that was just long enough", () => {
    const buffer = makeJitterBuffer()
    for (const [index, at] of [
      [0, 0],
      [2, 40],
      [1, 95]
    ] as const) {
      buffer.push(packet(index), at)
    }
    assert.isAbove(buffer.targetMs(), 70)
  })

  it("a packet that comes twice is delivered once", () => {
    const { arrivals, counts } = through([0, 1, 1, 3, 3, 2, 2].map((index, at) => ({ index, at })))
    assert.deepEqual(arrivals.map(indexOf), [0, 1, 2, 3])
    assert.strictEqual(counts.dropped, 3)
  })

  it("holds a second of early packets at most", () => {
    const buffer = makeJitterBuffer()
    const given = [0, ...Array.from({ length: maxHeld + 1 }, (_, index) => index + 2)].flatMap((index) =>
      buffer.push(packet(index), 0)
    )
    assert.deepEqual(
      given.map(({ lost }) => lost),
      [0, 1, ...Array<number>(maxHeld).fill(0)]
    )
  })

  it("a new source, or a jump of the sequence, begins anew after what was held", () => {
    const buffer = makeJitterBuffer()
    const given = [
      buffer.push(packet(0), 0),
      buffer.push(packet(2), 0),
      buffer.push({ ...packet(9), ssrc: 2 }, 0),
      buffer.push({ ...packet(10, 20_000), ssrc: 2 }, 0)
    ]
    assert.deepEqual(
      given.map((arrivals) => arrivals.map((one) => [indexOf(one), one.lost])),
      [
        [[0, 0]],
        [],
        [
          [2, 1],
          [9, 0]
        ],
        [[10, 0]]
      ]
    )
  })
})

/** A decoder whose frames say how they were made. */
const spelled = (): { readonly decoder: Decoder; readonly made: Array<string> } => {
  const made: Array<string> = []
  const frame = (what: string) => {
    made.push(what)
    return new Int16Array(frameSamples).fill(1)
  }
  return {
    made,
    decoder: {
      decode: (payload) => (payload[0] === 255 ? undefined : frame(`packet ${payload[0]}`)),
      recover: (payload) => frame(`before ${payload[0]}`),
      conceal: () => frame("guess"),
      free: () => {}
    }
  }
}

describe("the timeline", () => {
  it("has a frame for each packet sent, whether it came or not", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 50 }), first, (holes, from) => {
        const { decoder } = spelled()
        const timeline = makeTimeline(decoder)
        let [index, samples] = [0, 0]
        const play = (lost: number) => {
          index += lost
          for (const one of timeline.play({ packet: packet(index, from), lost })) samples += one.length
          index += 1
        }
        play(0)
        holes.forEach(play)
        assert.strictEqual(samples, index * frameSamples)
        assert.strictEqual(timeline.concealed(), index - 1 - holes.length)
      })
    )
  })

  it("fills a hole with guesses, then silence, and last the copy that the next packet carries", () => {
    const { decoder, made } = spelled()
    const timeline = makeTimeline(decoder)
    timeline.play({ packet: packet(0), lost: 0 })
    timeline.play({ packet: packet(2), lost: 1 })
    assert.deepEqual(made.splice(0), ["packet 0", "before 2", "packet 2"])
    const frames = timeline.play({ packet: packet(12), lost: 9 })
    assert.deepEqual(made, ["guess", "guess", "guess", "guess", "guess", "before 12", "packet 12"])
    assert.deepEqual(
      frames.map((frame) => frame[0]),
      [1, 1, 1, 1, 1, 0, 0, 0, 1, 1]
    )
  })

  it("keeps the time of a sender that leaves silence out, though no packet is missing", () => {
    const { decoder, made } = spelled()
    const timeline = makeTimeline(decoder)
    timeline.play({ packet: packet(0), lost: 0 })
    timeline.play({ packet: { ...packet(1), timestamp: 4 * 960 }, lost: 0 })
    assert.deepEqual(made, ["packet 0", "guess", "guess", "guess", "packet 1"])
  })

  it("makes at most a second of a hole, and nothing of timestamps that make no sense", () => {
    const { decoder } = spelled()
    const timeline = makeTimeline(decoder)
    const frames = (index: number, lost: number, timestamp: number) =>
      timeline.play({ packet: { ...packet(index), timestamp }, lost }).length
    assert.strictEqual(frames(0, 0, 0), 1)
    assert.strictEqual(frames(500, 499, 500 * 960), maxHole + 1)
    assert.strictEqual(frames(501, 0, 77), 1)
    assert.strictEqual(frames(504, 2, 0xff00_0000), 3)
  })

  it("an empty packet is heard as nothing, and one that is no Opus as a guess", () => {
    const { decoder, made } = spelled()
    const timeline = makeTimeline(decoder)
    timeline.play({ packet: packet(0), lost: 0 })
    assert.lengthOf(timeline.play({ packet: { ...packet(1), payload: new Uint8Array() }, lost: 0 }), 0)
    timeline.play({ packet: { ...packet(1), payload: Uint8Array.of(255) }, lost: 0 })
    assert.deepEqual(made, ["packet 0", "guess"])
  })
})

describe("the pace", () => {
  it("follows the clock whenever it is looked at: nothing drifts, nothing comes early, and no burst is long", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 200 }), (steps) => {
        let [now, next, frames] = [0, 0, 0]
        for (const step of steps) {
          now += step
          const work = due(next, now)
          next = work.next
          frames += work.skipped + work.frames
          assert.isAtMost(work.frames, maxLagMs / frameMs + 1)
          assert.isTrue(work.skipped === 0 || work.frames === 1)
        }
        assert.strictEqual(frames, steps.length === 0 ? 0 : Math.floor(now / frameMs) + 1)
        assert.isTrue(steps.length === 0 || (next > now && next <= now + frameMs))
      })
    )
  })
})

describe("the queue of samples", () => {
  it("gives what it was given, in frames, the last one filled up with silence", () => {
    const pieces = fc.array(
      fc.array(fc.integer({ min: 1, max: 32_767 }), { maxLength: 50 }).map((samples) => Int16Array.from(samples)),
      { maxLength: 30 }
    )
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 40 }), (given, length) => {
        const queue = makeSampleQueue()
        for (const piece of given) queue.push(piece)
        const all = given.flatMap((piece) => [...piece])
        assert.strictEqual(queue.size(), all.length)
        const taken: Array<number> = []
        for (let frame = queue.take(length); frame !== undefined; frame = queue.take(length)) taken.push(...frame)
        assert.deepEqual(taken.slice(0, all.length), all)
        assert.isTrue(taken.slice(all.length).every((sample) => sample === 0))
        assert.strictEqual(taken.length, Math.ceil(all.length / length) * length)
        assert.strictEqual(queue.size(), 0)
      })
    )
  })

  it("keeps a copy, and forgets it when cleared, also in the middle of a piece", () => {
    const queue = makeSampleQueue()
    const piece = Int16Array.of(1, 2, 3)
    queue.push(piece)
    piece.fill(9)
    assert.deepEqual(queue.take(2), Int16Array.of(1, 2))
    queue.clear()
    assert.isUndefined(queue.take(2))
    queue.push(Int16Array.of(4, 5))
    assert.deepEqual(queue.take(2), Int16Array.of(4, 5))
  })
})
