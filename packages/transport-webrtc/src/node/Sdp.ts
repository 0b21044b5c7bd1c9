/** What an accepting side must know of an offer, and what a dialling side must take out of its own (RFC 8866, 8829). */
import { TransportError } from "@antiphon/core"
import * as Result from "effect/Result"

/** Where audio may go, from the side that says it. */
export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive"

/** The audio of a description that carries Opus. An answer must use the same media id and payload type. */
export interface AudioFacts {
  /** The `mid` of the section. */
  readonly mid: string
  /** The RTP payload type of Opus. */
  readonly payloadType: number
  /** Which sides send audio. */
  readonly direction: Direction
}

const linesOf = (sdp: string): ReadonlyArray<string> => sdp.split(/\r?\n/)

/** The lines of each media section, its `m=` line first. */
const sectionsOf = (sdp: string): ReadonlyArray<ReadonlyArray<string>> => {
  const sections: Array<Array<string>> = []
  for (const line of linesOf(sdp)) {
    if (line.startsWith("m=")) sections.push([line])
    else sections.at(-1)?.push(line)
  }
  return sections
}

/** A section with port 0 is refused, unless it is bundled with another (RFC 8843 section 6). */
const isRefused = (section: ReadonlyArray<string>): boolean =>
  /^m=\S+ 0 /.test(section[0] ?? "") && !section.includes("a=bundle-only")

const valueOf = (section: ReadonlyArray<string>, pattern: RegExp): string | undefined => {
  for (const line of section) {
    const value = pattern.exec(line)?.[1]
    if (value !== undefined) return value
  }
  return undefined
}

const isDirection = (value: string | undefined): value is Direction =>
  value === "sendrecv" || value === "sendonly" || value === "recvonly" || value === "inactive"

/** The first audio section that offers Opus, which is `opus/48000/2` even where it is mono (RFC 7587 section 7). */
const audioOf = (sections: ReadonlyArray<ReadonlyArray<string>>): AudioFacts | undefined => {
  for (const section of sections) {
    if (!section[0]?.startsWith("m=audio ") || isRefused(section)) continue
    const payloadType = valueOf(section, /^a=rtpmap:(\d+) opus\/48000\/2\s*$/i)
    const mid = valueOf(section, /^a=mid:(\S+)\s*$/)
    if (payloadType === undefined || mid === undefined) continue
    const direction = valueOf(section, /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/)
    return { mid, payloadType: Number(payloadType), direction: isDirection(direction) ? direction : "sendrecv" }
  }
  return undefined
}

const unusable = (detail: string): Result.Result<never, TransportError> =>
  Result.fail(TransportError.protocol({ detail }))

/** Returns the audio facts of a description, or an error that says what it lacks and what its maker should do. */
export const factsOf = (sdp: string): Result.Result<AudioFacts, TransportError> => {
  if (!/^v=0\r?\n/.test(sdp)) return unusable("it is no session description: it must begin with v=0")
  const sections = sectionsOf(sdp)
  if (!sections.some((section) => section[0]?.startsWith("m=audio ") && !isRefused(section))) {
    return unusable("it has no audio (m=audio): add a track or an audio transceiver before making the offer")
  }
  const audio = audioOf(sections)
  if (audio === undefined)
    return unusable("its audio has no opus/48000/2 with a media id: Opus is what a call is made of")
  if (!sections.some((section) => section[0]?.startsWith("m=application ") && !isRefused(section))) {
    return unusable("it has no data channel (m=application): make the channel oai-events before making the offer")
  }
  return Result.succeed(audio)
}

/** What the answering side may do with audio where the offering side does `direction` (RFC 3264 section 6.1). */
export const answering = (direction: Direction): Direction =>
  direction === "sendonly" ? "recvonly" : direction === "recvonly" ? "sendonly" : direction

/**
 * The description without the addresses of its maker. If node-datachannel offers, an answerer that knows its candidates
 * may finish ICE while the answer is still being applied. DTLS then begins before the fingerprint is known and fails
 * with an unknown CA. An answerer without the candidates cannot be too early. It learns the addresses from the checks
 * of this side.
 */
export const withoutCandidates = (sdp: string): string =>
  linesOf(sdp)
    .filter((line) => !/^a=(candidate:|end-of-candidates)/.test(line))
    .join("\r\n")
