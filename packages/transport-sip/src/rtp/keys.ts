/** Keys of the phone in RTP (RFC 4733). A key is many packets of one timestamp, and is reported once. */
import type { RtpPacket } from "@antiphon/core/transport"

/** The keys by their event code. */
const names = "0123456789*#ABCD"

/** The key that was reported last. */
export interface KeyState {
  readonly ssrc: number
  readonly timestamp: number
}

export interface KeyStep {
  readonly state: KeyState | undefined
  /** The key that begins with this packet. */
  readonly key: string | undefined
}

/** Takes a packet of the payload type of keys. A packet that is cut off, or of another event, changes nothing. */
export const pressed = (state: KeyState | undefined, { payload, ssrc, timestamp }: RtpPacket): KeyStep => {
  const key = payload.length < 4 ? undefined : names[payload[0] ?? names.length]
  const isKnown = state !== undefined && state.ssrc === ssrc && ((timestamp - state.timestamp) | 0) <= 0
  return key === undefined || isKnown ? { state, key: undefined } : { state: { ssrc, timestamp }, key }
}

/** The payload of a packet of a key. `duration` is in ticks of 8 kHz. */
export const keyPayload = (key: string, duration: number, isLast: boolean): Uint8Array =>
  Uint8Array.of(Math.max(0, names.indexOf(key)), (isLast ? 0x80 : 0) | 10, duration >> 8, duration & 0xff)
