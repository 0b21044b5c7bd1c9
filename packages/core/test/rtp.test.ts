/** RTP packets, as they were built and as a peer may break them. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { buildRtp, isRtcp, parseRtp, type RtpPacket, sequenceAhead } from "@antiphon/core/transport"

const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 })

const payloadType = uint(7).filter((type) => type < 64 || type > 95)

const packet: fc.Arbitrary<RtpPacket> = fc.record({
  payloadType,
  marker: fc.boolean(),
  sequence: uint(16),
  timestamp: uint(32),
  ssrc: uint(32),
  payload: fc.uint8Array({ maxLength: 300 })
})

/** The same packet with what a sender may add to it. */
const dressed = (
  plain: Uint8Array,
  extras: { readonly sources: number; readonly extension: number | undefined; readonly padding: number }
): Uint8Array => {
  const { extension, padding, sources } = extras
  const words = extension === undefined ? [] : [0xbe, 0xde, 0, extension, ...Array<number>(4 * extension).fill(7)]
  const bytes = [
    ...plain.subarray(0, 12),
    ...Array<number>(4 * sources).fill(9),
    ...words,
    ...plain.subarray(12),
    ...(padding === 0 ? [] : [...Array<number>(padding - 1).fill(0), padding])
  ]
  bytes[0] = 0x80 | sources | (extension === undefined ? 0 : 0x10) | (padding === 0 ? 0 : 0x20)
  return Uint8Array.from(bytes)
}

describe("RTP", () => {
  it("a packet that was built is parsed as it was", () => {
    fc.assert(fc.property(packet, (sent) => assert.deepEqual(parseRtp(buildRtp(sent)), sent)))
  })

  it("contributing sources, a header extension and padding are no part of the payload", () => {
    const extras = fc.record({
      sources: uint(4),
      extension: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
      padding: uint(8)
    })
    fc.assert(
      fc.property(packet, extras, (sent, extra) => assert.deepEqual(parseRtp(dressed(buildRtp(sent), extra)), sent))
    )
  })

  it("bytes that are no packet, or one that is broken off, are refused and nothing is read beyond them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const parsed = parseRtp(bytes)
        assert.isTrue(parsed === undefined || parsed.payload.length <= bytes.length - 12)
      })
    )
    assert.isUndefined(parseRtp(new Uint8Array(11)))
    const empty = { payloadType: 111, marker: false, sequence: 1, timestamp: 1, ssrc: 1, payload: new Uint8Array() }
    const claims = buildRtp(empty)
    claims[0] = 0x8f
    assert.isUndefined(parseRtp(claims), "fifteen sources that are not there")
    claims[0] = 0xa0
    assert.isUndefined(parseRtp(claims), "padding that says no length")
  })

  it("control packets are distinguished from media, which uses no payload type from 64 to 95", () => {
    fc.assert(fc.property(packet, (sent) => assert.isFalse(isRtcp(buildRtp(sent)))))
    fc.assert(
      fc.property(fc.integer({ min: 192, max: 223 }), (type) => assert.isTrue(isRtcp(Uint8Array.of(0x80, type))))
    )
  })

  it("sequence numbers are compared on their circle", () => {
    fc.assert(
      fc.property(uint(16), fc.integer({ min: -32_768, max: 32_767 }), (from, ahead) =>
        assert.strictEqual(sequenceAhead((from + ahead) & 0xffff, from), ahead)
      )
    )
  })
})
