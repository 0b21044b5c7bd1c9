/**
 * Puts packets in order as a pure machine. A packet in order is passed on at once, so that an even network costs no delay.
 * A packet that came too early waits up to {@link waitMs} for those before it. The wait is fixed, because this package is for
 * loopback and a LAN.
 */
import { type RtpPacket, sequenceAhead } from "@antiphon/core/transport"

/** How long an early packet waits, in ms. It is the jitter that is absorbed. */
export const waitMs = 60

/** The most packets that wait. They are a second of audio. */
export const maxHeld = 50

/** A jump of this many packets is a new beginning of the stream (RFC 3550 appendix A.1). */
const restart = 3000

/** An early packet, and when it came. */
interface Held {
  readonly packet: RtpPacket
  readonly at: number
}

export interface JitterBuffer {
  /** The source of the packets, and the number that is passed on next. */
  readonly next: { readonly ssrc: number; readonly sequence: number } | undefined
  /** In order of their numbers. */
  readonly held: ReadonlyArray<Held>
}

export interface JitterStep {
  readonly state: JitterBuffer
  /** Packets in order. Whatever is missing between them was lost. */
  readonly packets: ReadonlyArray<RtpPacket>
}

export const empty: JitterBuffer = { next: undefined, held: [] }

/** Takes a packet that came at `now`, in ms. */
export const push = (state: JitterBuffer, packet: RtpPacket, now: number): JitterStep => {
  const { held, next } = state
  const ahead = next === undefined ? 0 : sequenceAhead(packet.sequence, next.sequence)
  if (next === undefined || next.ssrc !== packet.ssrc || Math.abs(ahead) >= restart) {
    return { state: { next: after(packet), held: [] }, packets: [...held.map((each) => each.packet), packet] }
  }
  // Too late, or a second time.
  if (ahead < 0 || held.some((each) => each.packet.sequence === packet.sequence)) return { state, packets: [] }
  if (ahead === 0 && held.length === 0) return { state: { next: after(packet), held }, packets: [packet] }
  const at = held.findIndex((each) => sequenceAhead(each.packet.sequence, packet.sequence) > 0)
  const longer = held.toSpliced(at < 0 ? held.length : at, 0, { packet, at: now })
  return release({ next, held: longer }, (_, waiting) => waiting > maxHeld)
}

/** Gives up those that are missing before a packet that has waited long enough at `now`. Ask every few ms. */
export const expire = (state: JitterBuffer, now: number): JitterStep =>
  state.held.length === 0 ? { state, packets: [] } : release(state, ({ at }) => now - at >= waitMs)

/** Passes on what is in order, and what may not wait longer. */
const release = (state: JitterBuffer, isDue: (first: Held, waiting: number) => boolean): JitterStep => {
  const packets: Array<RtpPacket> = []
  let { held, next } = state
  for (let first = held[0]; first !== undefined && next !== undefined; first = held[0]) {
    if (first.packet.sequence !== next.sequence && !held.some((each) => isDue(each, held.length))) break
    packets.push(first.packet)
    next = after(first.packet)
    held = held.slice(1)
  }
  return { state: { next, held }, packets }
}

const after = ({ sequence, ssrc }: RtpPacket) => ({ ssrc, sequence: (sequence + 1) & 0xffff })
