/** Writes the descriptions of this side. */
import type { G711Law } from "@antiphon/audio"
import { isIPv6 } from "../message/isIp.ts"
import type { Agreed, Direction } from "./negotiate.ts"
import type { Sdp } from "./Sdp.ts"

/** Where this side receives, and which description of the call it is. */
export interface Local {
  readonly address: string
  readonly port: number
  readonly sessionId: number
  /** Grows with each description of a call. */
  readonly version: number
}

const names: Readonly<Record<G711Law, string>> = { "audio/pcmu": "PCMU", "audio/pcma": "PCMA" }

/** Answers an offer. Media that are not taken have the port 0, as RFC 3264 section 6 wants it. */
export const writeAnswer = (offer: Sdp, agreed: Agreed, local: Local): string => {
  const media = offer.media.flatMap(({ formats, kind, protocol }, index) => {
    if (index !== agreed.index) return [`m=${kind} 0 ${protocol} ${formats.join(" ")}`]
    const keys = agreed.keysType
    const types = [agreed.payloadType, ...(keys === undefined ? [] : [keys])]
    return [
      `m=audio ${local.port} ${protocol} ${types.join(" ")}`,
      `a=rtpmap:${agreed.payloadType} ${names[agreed.law]}/8000`,
      ...(keys === undefined ? [] : keyLines(keys)),
      ...common(agreed.direction)
    ]
  })
  return lines(local, media)
}

/** Offers both laws, if the peer left the offer to this side. */
export const writeOffer = (local: Local): string =>
  lines(local, [
    `m=audio ${local.port} RTP/AVP 0 8 101`,
    "a=rtpmap:0 PCMU/8000",
    "a=rtpmap:8 PCMA/8000",
    ...keyLines(101),
    ...common("sendrecv")
  ])

const keyLines = (type: number): ReadonlyArray<string> => [
  `a=rtpmap:${type} telephone-event/8000`,
  `a=fmtp:${type} 0-15`
]

const common = (direction: Direction): ReadonlyArray<string> => ["a=ptime:20", `a=${direction}`]

const lines = ({ address, sessionId, version }: Local, media: ReadonlyArray<string>): string => {
  const family = isIPv6(address) ? "IP6" : "IP4"
  const head = [
    "v=0",
    `o=antiphon ${sessionId} ${version} IN ${family} ${address}`,
    "s=-",
    `c=IN ${family} ${address}`,
    "t=0 0"
  ]
  return `${[...head, ...media].join("\r\n")}\r\n`
}
