/** What is read of an offer, and the error for an offer that makes no call. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { answering, factsOf, withoutCandidates } from "../../src/node/Sdp.ts"

const head = ["v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1"]

const audio = (mid: string, payloadType: number, direction: string): ReadonlyArray<string> => [
  `m=audio 9 UDP/TLS/RTP/SAVPF 63 ${payloadType} 0 8 126`,
  "c=IN IP4 0.0.0.0",
  "a=ice-ufrag:xxxx",
  `a=mid:${mid}`,
  `a=${direction}`,
  "a=rtcp-mux",
  "a=rtpmap:63 red/48000/2",
  `a=rtpmap:${payloadType} opus/48000/2`,
  `a=fmtp:${payloadType} minptime=10;useinbandfec=1`,
  "a=rtpmap:0 PCMU/8000"
]

const data = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=mid:1", "a=sctp-port:5000"]

const sdp = (...sections: ReadonlyArray<ReadonlyArray<string>>): string =>
  [head, ...sections].flat().join("\r\n") + "\r\n"

const refusal = (offer: string): string => {
  const facts = factsOf(offer)
  return Result.isFailure(facts) ? `${facts.failure.reason._tag}: ${facts.failure.message}` : "none"
}

describe("an offer", () => {
  it("names its audio, its number for Opus and its direction, with either line end", () => {
    const mid = fc.string({ unit: fc.constantFrom(..."audio019"), minLength: 1, maxLength: 8 })
    const direction = fc.constantFrom("sendrecv", "sendonly", "recvonly", "inactive")
    fc.assert(
      fc.property(mid, fc.integer({ min: 96, max: 127 }), direction, fc.boolean(), (name, payloadType, way, bare) => {
        const offer = sdp(audio(name, payloadType, way), data)
        const facts = factsOf(bare ? offer.replaceAll("\r", "") : offer)
        assert.deepEqual(Result.getOrThrow(facts), { mid: name, payloadType, direction: way })
      })
    )
  })

  it("may hold more than a call needs, and its audio may be the second that is offered", () => {
    const refused = audio("9", 100, "sendrecv").map((line) => line.replace("m=audio 9", "m=audio 0"))
    const video = ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:2", "a=rtpmap:96 VP8/90000"]
    const facts = factsOf(sdp(video, refused, audio("a", 111, "sendrecv"), data))
    assert.deepEqual(Result.getOrThrow(facts), { mid: "a", payloadType: 111, direction: "sendrecv" })
  })

  it("says nothing of a direction where it is both ways", () => {
    const silent = audio("0", 111, "sendrecv").filter((line) => line !== "a=sendrecv")
    assert.deepInclude(Result.getOrThrow(factsOf(sdp(silent, data))), { direction: "sendrecv" })
  })

  it("that lacks something fails with what it lacks, and what to do", () => {
    assert.match(refusal(""), /Protocol: it is no session description/)
    assert.match(refusal('{"sdp":"v=0"}'), /no session description/)
    assert.match(refusal(sdp(data)), /no audio.*add a track/)
    const refused = audio("0", 111, "sendrecv").map((line) => line.replace("m=audio 9", "m=audio 0"))
    assert.match(refusal(sdp(refused, data)), /no audio/)
    assert.match(
      refusal(
        sdp(
          audio("0", 111, "sendrecv").filter((line) => !line.includes("opus")),
          data
        )
      ),
      /no opus/
    )
    assert.match(refusal(sdp(audio("0", 111, "sendrecv"))), /no data channel.*oai-events/)
  })

  it("of any other text is refused and nothing throws", () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => assert.isTrue(Result.isFailure(factsOf(text)))))
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...head, ...audio("0", 111, "sendrecv"), ...data, "m=", "a=mid:", "")),
        (lines) => assert.isDefined(factsOf(["v=0", ...lines].join("\n")))
      )
    )
  })

  it("is posted without the addresses of its maker, and else as it was", () => {
    const candidates = ["a=candidate:1 1 UDP 2114977791 10.0.0.1 47262 typ host", "a=end-of-candidates"]
    const offer = sdp(audio("0", 111, "sendrecv"), data)
    assert.strictEqual(withoutCandidates(sdp([...audio("0", 111, "sendrecv"), ...candidates], data)), offer)
    assert.strictEqual(withoutCandidates(offer), offer)
  })

  it("is answered with the direction that fits", () => {
    assert.deepEqual((["sendrecv", "sendonly", "recvonly", "inactive"] as const).map(answering), [
      "sendrecv",
      "recvonly",
      "sendonly",
      "inactive"
    ])
  })
})
