import {
  makeStreamSplitter,
  messageLimits,
  negotiate,
  parseAddress,
  parseMessage,
  parseSdp,
  pressed,
  Timeline,
  writeMessage
} from "@antiphon/transport-sip"
import type { RtpPacket } from "@antiphon/core/transport"
import { assert, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { makeTestAgent, offer, request, tcp } from "./agent.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const invite = request("INVITE", { body: offer })

/** Texts that are almost requests: pieces are cut out, doubled, or replaced. */
const damaged = fc
  .tuple(fc.nat(invite.length), fc.nat(80), fc.string({ maxLength: 40, unit: "binary" }))
  .map(([at, length, text]) => invite.slice(0, at) + text + invite.slice(at + length))

it("the agent throws at no bytes", () => {
  const { agent } = makeTestAgent({ maxCalls: 3 })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged.map(bytes)), (given) => agent.receive(given, tcp)),
    { numRuns: 1500 }
  )
})

it("the agent reports every message that is no SIP", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 5, maxLength: 300 }), (given) => {
      const { agent, odd, sent } = makeTestAgent()
      agent.receive(given, tcp)
      assert.deepEqual([odd.length, sent.length], [1, 0])
    }),
    { numRuns: 300 }
  )
})

it("a message that is written is read as it was", () => {
  const read = Result.getOrThrow(parseMessage(bytes(invite)))
  assert.deepEqual(Result.getOrThrow(parseMessage(writeMessage(read))), read)
})

it("a line break in a header cannot begin another header", () => {
  const read = Result.getOrThrow(parseMessage(bytes(request("OPTIONS"))))
  const written = writeMessage({ ...read, headers: [{ name: "Subject", value: "a\r\nEvil: yes" }] })
  assert.deepEqual(
    Result.getOrThrow(parseMessage(written)).headers.map(({ name }) => name),
    ["Subject", "Content-Length"]
  )
})

it("short names, folded lines and bare line feeds are read", () => {
  const text = "BYE sip:a SIP/2.0\nv: SIP/2.0/UDP a;branch=b\nf: <sip:a>;tag=1\nSubject: one\n  two\nl: 0\n\n"
  const { headers } = Result.getOrThrow(parseMessage(bytes(text)))
  assert.deepEqual(headers.slice(0, 3), [
    { name: "Via", value: "SIP/2.0/UDP a;branch=b" },
    { name: "From", value: "<sip:a>;tag=1" },
    { name: "Subject", value: "one two" }
  ])
})

it.each([
  ["a head without an end", `OPTIONS sip:a SIP/2.0\r\nSubject: ${"x".repeat(messageLimits.headBytes)}\r\n\r\n`],
  ["too many headers", `OPTIONS sip:a SIP/2.0\r\n${"A: b\r\n".repeat(129)}\r\n`],
  ["a body that is shorter than it says", request("OPTIONS").replace("Content-Length: 0", "Content-Length: 9")],
  ["a Content-Length that is no number", request("OPTIONS").replace("Content-Length: 0", "Content-Length: -1")],
  ["another protocol", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["nothing", ""]
])("%s is a value", (_, text) => {
  assert.isTrue(Result.isFailure(parseMessage(bytes(text))))
})

it("a stream is split in the same way, however it is cut", () => {
  const stream = bytes(`\r\n\r\n${invite}${request("OPTIONS")}\r\n${invite}`)
  const whole = makeStreamSplitter().push(stream).map(Result.getOrThrow)
  assert.lengthOf(whole, 3)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 40 }), (sizes) => {
      const splitter = makeStreamSplitter()
      const messages: Array<Uint8Array> = []
      for (let at = 0, turn = 0; at < stream.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1
        messages.push(...splitter.push(stream.subarray(at, at + size)).map(Result.getOrThrow))
        at += size
      }
      assert.deepEqual(messages, whole)
    }),
    { numRuns: 50 }
  )
})

it("a stream without an end of a head, or without a Content-Length, ends with one failure", () => {
  for (const text of [
    "x".repeat(messageLimits.headBytes + 1),
    "OPTIONS sip:a SIP/2.0\r\nA: b\r\n\r\n",
    request("OPTIONS").replace("Length: 0", "Length: 999999")
  ]) {
    const splitter = makeStreamSplitter()
    const results = splitter.push(bytes(text))
    assert.lengthOf(results, 1)
    assert.isTrue(results.every(Result.isFailure))
    assert.lengthOf(splitter.push(bytes(invite)), 0)
  }
})

it("addresses are read with quotes, brackets and parameters, and garbage is none", () => {
  const read = parseAddress('"A, <b> \\"c\\"" <sip:a@127.0.0.1;lr>;tag=x')
  assert.strictEqual(read?.display, 'A, <b> "c"')
  assert.strictEqual(read?.uri, "sip:a@127.0.0.1;lr")
  assert.strictEqual(read?.params.get("tag"), "x")
  fc.assert(
    fc.property(fc.string({ maxLength: 100, unit: "binary" }), (text) => void parseAddress(text)),
    { numRuns: 500 }
  )
})

it("any description is a value", () => {
  fc.assert(
    fc.property(fc.nat(offer.length), fc.nat(40), fc.string({ maxLength: 40, unit: "binary" }), (at, length, text) => {
      const sdp = parseSdp(offer.slice(0, at) + text + offer.slice(at + length))
      if (Result.isSuccess(sdp)) negotiate(sdp.success)
    }),
    { numRuns: 500 }
  )
})

it("each line of a description is read a few times at most, however many formats it has", () => {
  let looks = 0
  const attributes = Array.from({ length: 400 }, (_, at) => ({
    name: "rtpmap",
    get value() {
      looks += 1
      return `${1 + (at % 90)} x`
    }
  }))
  const formats = [...Array.from({ length: 1000 }, () => "97"), "0"]
  const media = { kind: "audio", port: 6000, protocol: "RTP/AVP", formats, address: "127.0.0.1", attributes }
  const agreed = negotiate({ attributes: [], media: [media] })
  assert.strictEqual(Result.getOrThrow(agreed).payloadType, 0)
  assert.isBelow(looks, 4 * attributes.length)
})

const packet = (sequence: number, payload = 160): RtpPacket => ({
  payloadType: 0,
  marker: false,
  sequence: sequence & 0xffff,
  timestamp: (sequence * 160) >>> 0,
  ssrc: 1,
  payload: new Uint8Array(payload)
})

it("the timeline has no holes up to a second, and skips a longer one", () => {
  const first = Timeline.play(Timeline.begin, packet(1), "audio/pcmu")
  const length = (step: Timeline.TimelineStep): number => step.samples.reduce((sum, each) => sum + each.length, 0)
  assert.strictEqual(length(Timeline.play(first.state, packet(4), "audio/pcmu")), 4 * 160 - 160)
  assert.strictEqual(length(Timeline.play(first.state, packet(400), "audio/pcmu")), 160)
})

it("a key is reported at its first packet, and a packet that is cut off is none", () => {
  const key = (timestamp: number, payload: ReadonlyArray<number>): RtpPacket => ({
    ...packet(1),
    timestamp,
    payload: Uint8Array.from(payload)
  })
  const first = pressed(undefined, key(4_294_967_000, [11, 10, 0, 160]))
  assert.strictEqual(first.key, "#")
  assert.isUndefined(pressed(first.state, key(4_294_967_000, [11, 0x8a, 3, 32])).key)
  assert.strictEqual(pressed(first.state, key(1000, [1, 10, 0, 160])).key, "1")
  assert.isUndefined(pressed(first.state, key(2000, [1, 10])).key)
  assert.isUndefined(pressed(first.state, key(2000, [16, 10, 0, 160])).key)
})
