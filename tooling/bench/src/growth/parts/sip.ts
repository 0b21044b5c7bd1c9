/** What a phone can send more of. */
import {
  makeStreamSplitter,
  makeUserAgent,
  negotiate,
  parseMessage,
  parseSdp,
  readRequest,
  respondTo,
  writeMessage
} from "@antiphon/transport-sip"
import { buildRtp } from "@antiphon/core/transport"
import * as Result from "effect/Result"
import { offer, request, udp } from "../../../../../packages/transport-sip/test/agent.ts"
import { makeTrack } from "../../../../../packages/transport-sip/src/rtp/Track.ts"
import type { PartCase } from "../Case.ts"
import type { Work } from "../measureGrowth.ts"

const numbers = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, at) => at)
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Does a short work often enough to be measured. */
const often =
  (times: number, work: () => unknown): Work =>
  () => {
    for (let time = 0; time < times; time++) work()
  }

/** Reads a request and writes its answer. */
const answerTo = (bytes: Uint8Array): Uint8Array | undefined => {
  const message = Result.getOrUndefined(parseMessage(bytes))
  const incoming = message?._tag === "Request" ? Result.getOrUndefined(readRequest(message)) : undefined
  return incoming === undefined ? undefined : writeMessage(respondTo(incoming, 200))
}

/** Reads a request with more headers. A head has at most 32 KiB. */
const reading = (headers: (n: number) => ReadonlyArray<string>) => (n: number) => {
  const bytes = bytesOf(request("OPTIONS", { headers: headers(n) }))
  return often(50, () => answerTo(bytes))
}

const messages: ReadonlyArray<PartCase> = [
  {
    name: "a message: lines of a folded header",
    prepare: reading((n) => ["Subject: x", ...numbers(n).map(() => " y")]),
    first: 512,
    largest: 1800
  },
  {
    name: "a message: places that it passed",
    prepare: reading((n) => [
      `Via: ${numbers(n)
        .map((at) => `SIP/2.0/UDP h${at}`)
        .join(", ")}`
    ]),
    first: 64,
    largest: 400
  },
  {
    name: "a message: parameters of its place",
    prepare: reading((n) => [
      `Via: SIP/2.0/UDP h${numbers(n)
        .map((at) => `;p${at}`)
        .join("")}`
    ]),
    first: 256,
    largest: 1200
  },
  {
    name: "a message: quotes of a name",
    prepare: reading((n) => [`Contact: "${'\\"'.repeat(n)}" <sip:a@b>`]),
    first: 512,
    largest: 3800
  },
  {
    name: "a message: spaces of a header",
    prepare: reading((n) => [`Subject:${" ".repeat(n)}x`]),
    first: 512,
    largest: 7900
  },
  {
    name: "a message: headers before one that is none",
    prepare: reading((n) => [...numbers(n).map(() => "X: y"), "none"]),
    first: 512,
    largest: 1200
  }
]

/** Splits a stream that comes in pieces of this size. */
const splitting =
  (bytes: (n: number) => Uint8Array, size: number) =>
  (n: number): Work => {
    const given = bytes(n)
    return () => {
      const { push } = makeStreamSplitter()
      for (let at = 0; at < given.length; at += size) push(given.subarray(at, at + size))
    }
  }

const options = (n: number): Uint8Array => bytesOf(request("OPTIONS").repeat(n))

const streams: ReadonlyArray<PartCase> = [
  { name: "a stream: messages in one piece", prepare: splitting(options, 1 << 30), largest: 8192 },
  { name: "a stream: messages in pieces of 100 bytes", prepare: splitting(options, 100), largest: 8192 },
  {
    name: "a stream: a message in pieces of one byte",
    prepare: splitting((n) => bytesOf(request("OPTIONS", { body: "x".repeat(n) })), 1),
    largest: 16_000
  },
  {
    name: "a stream: a head in pieces of one byte",
    prepare: splitting((n) => bytesOf(request("OPTIONS", { headers: [`Subject: ${"x".repeat(n)}`] })), 1),
    largest: 7900
  },
  { name: "a stream: empty lines", prepare: splitting((n) => bytesOf("\r\n".repeat(n)), 2) }
]

/** Reads a description and what it comes to. A body has at most 64 KiB. */
const describing = (sdp: (n: number) => string) => (n: number) => {
  const text = sdp(n)
  return often(20, () => Result.flatMap(parseSdp(text), negotiate))
}

const head = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"]
const lines = (...all: ReadonlyArray<string>): string => [...head, ...all, ""].join("\r\n")

const descriptions: ReadonlyArray<PartCase> = [
  {
    name: "a description: formats",
    prepare: describing((n) =>
      lines(
        `m=audio 6000 RTP/AVP ${numbers(n)
          .map(() => 96)
          .join(" ")} 0`
      )
    ),
    first: 512,
    largest: 5000
  },
  {
    name: "a description: attributes",
    prepare: describing((n) => lines("m=audio 6000 RTP/AVP 0", ...numbers(n).map((at) => `a=x${at}`))),
    first: 32,
    largest: 120
  },
  {
    name: "a description: formats and attributes",
    prepare: describing((n) =>
      lines(
        `m=audio 6000 RTP/AVP ${numbers(30 * n)
          .map(() => 97)
          .join(" ")} 0`,
        ...numbers(n).map((at) => `a=rtpmap:${at % 90} x`)
      )
    ),
    first: 32,
    largest: 120
  },
  {
    name: "a description: media",
    prepare: describing((n) => lines(...numbers(n).map(() => "m=video 6000 RTP/AVP 96"), "m=audio 6000 RTP/AVP 0")),
    first: 32,
    largest: 120
  }
]

/** An agent without a network, whose clock stands. */
const agentOf = () => {
  let serial = 0
  return makeUserAgent({
    wire: { send: () => {}, localFor: () => ({ address: "127.0.0.1", port: 5060 }) },
    clock: { after: () => () => {} },
    random: () => `random${(serial += 1)}`,
    maxCalls: 100,
    onCall: () => ({ agreed: () => {}, ready: () => {}, ended: () => {} }),
    onOdd: () => {}
  })
}

/** An agent that receives these messages. */
const receiving =
  (texts: (n: number) => ReadonlyArray<string>) =>
  (n: number): Work => {
    const given = texts(n).map(bytesOf)
    return () => {
      const agent = agentOf()
      for (const each of given) agent.receive(each, udp)
      agent.close()
    }
  }

const named = (at: number) => ({ branch: `z9hG4bK${at}` })

const agents: ReadonlyArray<PartCase> = [
  { name: "an agent: transactions", prepare: receiving((n) => numbers(n).map((at) => request("OPTIONS", named(at)))) },
  {
    name: "an agent: one request again and again",
    prepare: receiving((n) => numbers(n).map(() => request("OPTIONS")))
  },
  {
    name: "an agent: calls",
    prepare: receiving((n) => numbers(n).map((at) => request("INVITE", { ...named(at), body: offer })))
  },
  {
    name: "an agent: calls that are cancelled",
    prepare: receiving((n) =>
      numbers(n).flatMap((at) => [request("INVITE", { ...named(at), body: offer }), request("CANCEL", named(at))])
    )
  },
  {
    name: "an agent: requests of a call that is none",
    prepare: receiving((n) => numbers(n).map((at) => request("BYE", { ...named(at), toTag: "x" })))
  },
  { name: "an agent: acknowledgements", prepare: receiving((n) => numbers(n).map((at) => request("ACK", named(at)))) },
  {
    name: "an agent: answers to no question",
    prepare: receiving((n) =>
      numbers(n).map((at) => `SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK${at}\r\nCSeq: 1 BYE\r\n\r\n`)
    )
  }
]

const source = { address: "127.0.0.1", port: 6000 }

/** A call that receives packets with these numbers, one each 20 ms. */
const hearing =
  (numbersOf: (n: number) => ReadonlyArray<number>, payloadType = 0) =>
  (n: number): Work => {
    const payload = new Uint8Array(payloadType === 0 ? 160 : 4)
    const packets = numbersOf(n).map((number) =>
      buildRtp({
        payloadType,
        marker: false,
        sequence: number & 0xffff,
        timestamp: (number * 160) >>> 0,
        ssrc: 1,
        payload
      })
    )
    const agreed = Result.getOrThrow(Result.flatMap(parseSdp(offer), negotiate))
    return () => {
      const track = makeTrack({ write: () => {}, onSamples: () => {}, onKey: () => {}, random: () => 0 })
      track.agree({ ...agreed, payloadType: 0, law: "audio/pcmu" })
      let now = 0
      for (const packet of packets) {
        track.packet(packet, source, (now += 20))
        track.tick(now)
      }
    }
  }

const tracks: ReadonlyArray<PartCase> = [
  { name: "packets of audio", prepare: hearing(numbers) },
  { name: "packets of audio that overtake each other", prepare: hearing((n) => numbers(n).map((at) => at ^ 7)) },
  { name: "packets of audio with a hole before each", prepare: hearing((n) => numbers(n).map((at) => 40 * at)) },
  { name: "packets of audio, one again and again", prepare: hearing((n) => numbers(n).map(() => 1)) },
  { name: "packets of keys", prepare: hearing(numbers, 101) }
]

export const sipCases: ReadonlyArray<PartCase> = [...messages, ...streams, ...descriptions, ...agents, ...tracks]
