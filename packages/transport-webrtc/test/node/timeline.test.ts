/** From packets in order to samples without holes, without a network or a clock. */
import type { RtpPacket } from "@antiphon/core/transport"
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { type Decoder, frameSamples } from "../../src/node/audio/opus.ts"
import { makeTimeline, maxHole } from "../../src/node/audio/Timeline.ts"

const packet = (index: number, first = 0): RtpPacket => ({
  payloadType: 111,
  marker: false,
  sequence: (first + index) & 0xffff,
  timestamp: ((first + index) * 960) >>> 0,
  ssrc: 1,
  payload: Uint8Array.of(index & 0xff, index >> 8)
})

const first = fc.integer({ min: 0, max: 0xffff })

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
