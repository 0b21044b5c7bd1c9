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

const laws: ReadonlyMap<string, G711Law> = new Map([
  ["PCMU/8000", "audio/pcmu"],
  ["PCMA/8000", "audio/pcma"]
])

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
  const encodingOf = encodingsOf(media)
  const lawOf = (each: string): G711Law | undefined => laws.get(encodingOf(each) ?? "")
  const format = formats.find((each) => lawOf(each) !== undefined)
  const law = format === undefined ? undefined : lawOf(format)
  if (format === undefined || law === undefined) return undefined
  const keys = formats.find((each) => encodingOf(each) === "TELEPHONE-EVENT/8000")
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

/**
 * Reads the lines `rtpmap` once, because a peer chooses how many there are of them and of formats. Returns the encoding of a
 * payload type in capital letters, without the number of channels if it is one.
 */
const encodingsOf = ({ attributes }: SdpMedia): ((format: string) => string | undefined) => {
  const named = new Map<string, string>()
  for (const { name, value } of attributes) {
    const space = value.indexOf(" ")
    const format = value.slice(0, Math.max(0, space))
    // The first line of a payload type counts.
    if (name === "rtpmap" && !named.has(format)) named.set(format, value.slice(space + 1).trim())
  }
  return (format) => {
    if (!/^\d{1,3}$/.test(format) || Number(format) > 127) return undefined
    return (named.get(format) ?? fixed[format])?.toUpperCase().replace(/\/1$/, "")
  }
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
