/** Reads and writes RTP packets (RFC 3550 section 5.1). */

/** A packet of media. */
export interface RtpPacket {
  readonly payloadType: number
  /** Begins a talk spurt. What came before it was not sent (RFC 3551 section 4.1). */
  readonly marker: boolean
  /** 16 bits, counts packets and wraps. */
  readonly sequence: number
  /** 32 bits of the media clock, wraps. */
  readonly timestamp: number
  /** The source of the stream, 32 bits. */
  readonly ssrc: number
  readonly payload: Uint8Array
}

const headerBytes = 12

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/**
 * Whether it is a control packet, where RTP and RTCP share a port. The RTCP packet types 192 to 223 read as payload types
 * 64 to 95, which RTP leaves free for that (RFC 5761 section 4). {@link parseRtp} does not tell them apart.
 */
export const isRtcp = (bytes: Uint8Array): boolean => {
  const type = (bytes[1] ?? 0) & 0x7f
  return type >= 64 && type <= 95
}

/**
 * Returns the packet in `bytes` without its contributing sources, header extension and padding, or `undefined` if there
 * is none.
 */
export const parseRtp = (bytes: Uint8Array): RtpPacket | undefined => {
  if (bytes.length < headerBytes) return undefined
  const view = viewOf(bytes)
  const [first, second] = [view.getUint8(0), view.getUint8(1)]
  if (first >> 6 !== 2) return undefined
  let start = headerBytes + 4 * (first & 0x0f)
  if ((first & 0x10) !== 0) {
    if (bytes.length < start + 4) return undefined
    start += 4 + 4 * view.getUint16(start + 2)
  }
  const padding = (first & 0x20) === 0 ? 0 : (bytes.at(-1) ?? 0)
  const end = bytes.length - padding
  if (start > end || ((first & 0x20) !== 0 && padding === 0)) return undefined
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequence: view.getUint16(2),
    timestamp: view.getUint32(4),
    ssrc: view.getUint32(8),
    payload: bytes.subarray(start, end)
  }
}

/** The bytes of a packet without extras. */
export const buildRtp = (packet: RtpPacket): Uint8Array => {
  const bytes = new Uint8Array(headerBytes + packet.payload.length)
  const view = viewOf(bytes)
  view.setUint8(0, 0x80)
  view.setUint8(1, packet.payloadType | (packet.marker ? 0x80 : 0))
  view.setUint16(2, packet.sequence)
  view.setUint32(4, packet.timestamp)
  view.setUint32(8, packet.ssrc)
  bytes.set(packet.payload, headerBytes)
  return bytes
}

/** How far `sequence` is ahead of `from` on the circle of 16 bits, from -32768 to 32767. */
export const sequenceAhead = (sequence: number, from: number): number => ((sequence - from) << 16) >> 16
