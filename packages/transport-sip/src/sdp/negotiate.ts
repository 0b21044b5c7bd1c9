/** Offer and answer (RFC 3264). This side has PCMU, PCMA and the keys of RFC 4733. */
import type { G711Law } from "@antiphon/audio"
import * as Result from "effect/Result"
import { isIP } from "../message/isIp.ts"
import { type Malformed, malformed } from "../message/SipMessage.ts"
import type { Sdp, SdpMedia } from "./Sdp.ts"

/** The direction of the audio, as this side sees it. */
export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive"

/** The audio that both sides agreed on. */
export interface Agreed {
  /** The place of the audio among the media of the offer. */
  readonly index: number
  /** Where the peer receives, and by RFC 4961 sends from. */
  readonly address: string
  readonly port: number
  readonly law: G711Law
  readonly payloadType: number
  /** The payload type of keys, if the peer has one. */
  readonly keysType: number | undefined
  readonly direction: Direction
}

/** The payload types that need no line of their own (RFC 3551). */
const fixed: Readonly<Record<string, string>> = { "0": "PCMU/8000", "8": "PCMA/8000" }

const laws: Readonly<Record<string, G711Law>> = { "PCMU/8000": "audio/pcmu", "PCMA/8000": "audio/pcma" }

/** Chooses the audio of an offer, or of the answer to an offer of this side. The peer's order of codecs decides. */
export const negotiate = (sdp: Sdp): Result.Result<Agreed, Malformed> => {
  for (const [index, media] of sdp.media.entries()) {
    const agreed = agreedOn(sdp, media, index)
    if (agreed !== undefined) return Result.succeed(agreed)
  }
  return Result.fail(malformed("the description has no audio over plain RTP in PCMU or PCMA at an IP address"))
}

const agreedOn = (sdp: Sdp, media: SdpMedia, index: number): Agreed | undefined => {
  const { address, formats, kind, port, protocol } = media
  if (kind !== "audio" || port === 0 || !/^RTP\/AVPF?$/.test(protocol)) return undefined
  if (address === undefined || !isIP(address)) return undefined
  const format = formats.find((each) => lawOf(media, each) !== undefined)
  const law = format === undefined ? undefined : lawOf(media, format)
  if (format === undefined || law === undefined) return undefined
  const keys = formats.find((each) => encodingOf(media, each) === "TELEPHONE-EVENT/8000")
  return {
    index,
    address,
    port,
    law,
    payloadType: Number(format),
    keysType: keys === undefined ? undefined : Number(keys),
    direction: isNowhere(address) ? "recvonly" : directionOf(sdp, media)
  }
}

/** An address that no peer has. Peers of RFC 2543 put a call on hold with it. */
const isNowhere = (address: string): boolean => address === "0.0.0.0" || address === "::"

const lawOf = (media: SdpMedia, format: string): G711Law | undefined => {
  const encoding = encodingOf(media, format)
  return encoding !== undefined && Object.hasOwn(laws, encoding) ? laws[encoding] : undefined
}

/** The encoding of a payload type in capital letters, without the number of channels if it is one. */
const encodingOf = ({ attributes }: SdpMedia, format: string): string | undefined => {
  if (!/^\d{1,3}$/.test(format) || Number(format) > 127) return undefined
  const line = attributes.find(({ name, value }) => name === "rtpmap" && value.startsWith(`${format} `))
  const encoding = line === undefined ? fixed[format] : line.value.slice(format.length + 1).trim()
  return encoding?.toUpperCase().replace(/\/1$/, "")
}

/** What the peer sends, this side receives. */
const mirrored: Readonly<Record<string, Direction>> = {
  sendrecv: "sendrecv",
  sendonly: "recvonly",
  recvonly: "sendonly",
  inactive: "inactive"
}

const directionOf = (sdp: Sdp, media: SdpMedia): Direction => {
  const said = [...media.attributes, ...sdp.attributes].find(({ name }) => Object.hasOwn(mirrored, name))
  return (said === undefined ? undefined : mirrored[said.name]) ?? "sendrecv"
}

export const sends = (direction: Direction): boolean => direction === "sendrecv" || direction === "sendonly"
export const receives = (direction: Direction): boolean => direction === "sendrecv" || direction === "recvonly"
