/** RTCP (RFC 3550 section 6), the reports of both ends of a track on its quality. */

/** The report of a receiver on a source. */
export interface ReceptionReport {
  readonly ssrc: number
  /** Of the packets expected since the last report, 0 to 1. */
  readonly fractionLost: number
  /** The number since the beginning. Duplicates make it smaller, even below zero. */
  readonly packetsLost: number
  /** The highest sequence number, with its cycles above 16 bits. */
  readonly highestSequence: number
  /** Ticks of the media clock. */
  readonly jitter: number
  /** The middle 32 bits of the time in the last sender report, 0 before any. */
  readonly lastSenderReport: number
  /** Since that came, in units of 1/65 536 s. */
  readonly delaySinceLast: number
}

/** What a sender says of itself. */
export interface SenderInfo {
  /** When it says it, in s since 1900. */
  readonly ntpSeconds: number
  /** The same moment on the media clock. */
  readonly rtpTimestamp: number
  /** How many packets were sent since the start. */
  readonly packets: number
  /** How many bytes of payload were sent since the start. */
  readonly bytes: number
}

/** A report of one participant. */
export interface Report {
  readonly ssrc: number
  readonly sender: SenderInfo | undefined
  readonly receptions: ReadonlyArray<ReceptionReport>
}

const types = { senderReport: 200, receiverReport: 201, description: 202 } as const

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/**
 * Returns the 32 bits in the middle of a time in seconds since 1900, in units of 1/65 536 s. They wrap every 18 hours.
 */
export const middleBits = (ntpSeconds: number): number => Math.floor((ntpSeconds % 65_536) * 65_536) >>> 0

const senderBytes = 20
const receptionBytes = 24

const writeReception = (view: DataView, at: number, reception: ReceptionReport): void => {
  view.setUint32(at, reception.ssrc)
  view.setUint32(at + 4, Math.max(-0x80_0000, Math.min(0x7f_ffff, reception.packetsLost)))
  view.setUint8(at + 4, Math.min(255, Math.floor(reception.fractionLost * 256)))
  view.setUint32(at + 8, reception.highestSequence)
  view.setUint32(at + 12, reception.jitter)
  view.setUint32(at + 16, reception.lastSenderReport)
  view.setUint32(at + 20, reception.delaySinceLast)
}

/** Builds a compound packet of the report and the name of its maker, which has at most 255 bytes of ASCII. */
export const buildReport = ({ receptions, sender, ssrc }: Report, name: string): Uint8Array => {
  const reportBytes = 8 + (sender === undefined ? 0 : senderBytes) + receptions.length * receptionBytes
  // The name ends with a zero byte, and the chunk with the next multiple of four.
  const nameBytes = 4 * Math.ceil((8 + 2 + name.length + 1) / 4)
  const bytes = new Uint8Array(reportBytes + nameBytes)
  const view = viewOf(bytes)
  view.setUint8(0, 0x80 | receptions.length)
  view.setUint8(1, sender === undefined ? types.receiverReport : types.senderReport)
  view.setUint16(2, reportBytes / 4 - 1)
  view.setUint32(4, ssrc)
  let at = 8
  if (sender !== undefined) {
    view.setUint32(at, Math.floor(sender.ntpSeconds))
    view.setUint32(at + 4, Math.floor((sender.ntpSeconds % 1) * 2 ** 32))
    view.setUint32(at + 8, sender.rtpTimestamp)
    view.setUint32(at + 12, sender.packets)
    view.setUint32(at + 16, sender.bytes)
    at += senderBytes
  }
  for (const reception of receptions) {
    writeReception(view, at, reception)
    at += receptionBytes
  }
  view.setUint8(at, 0x81)
  view.setUint8(at + 1, types.description)
  view.setUint16(at + 2, nameBytes / 4 - 1)
  view.setUint32(at + 4, ssrc)
  view.setUint8(at + 8, 1)
  view.setUint8(at + 9, name.length)
  bytes.set(new TextEncoder().encode(name), at + 10)
  return bytes
}

const readReception = (view: DataView, at: number): ReceptionReport => ({
  ssrc: view.getUint32(at),
  fractionLost: view.getUint8(at + 4) / 256,
  packetsLost: (view.getUint32(at + 4) << 8) >> 8,
  highestSequence: view.getUint32(at + 8),
  jitter: view.getUint32(at + 12),
  lastSenderReport: view.getUint32(at + 16),
  delaySinceLast: view.getUint32(at + 20)
})

/** The reports in a compound packet. What it holds besides, and where it is broken off, is passed over. */
export const parseReports = (bytes: Uint8Array): ReadonlyArray<Report> => {
  const view = viewOf(bytes)
  const reports: Array<Report> = []
  for (let at = 0; at + 8 <= bytes.length;) {
    const [first, type] = [view.getUint8(at), view.getUint8(at + 1)]
    const end = at + 4 * (view.getUint16(at + 2) + 1)
    if (first >> 6 !== 2 || end > bytes.length) return reports
    const isSender = type === types.senderReport
    const from = at + 8 + (isSender ? senderBytes : 0)
    const count = first & 0x1f
    if ((isSender || type === types.receiverReport) && from + count * receptionBytes <= end) {
      reports.push({
        ssrc: view.getUint32(at + 4),
        sender: isSender
          ? {
              ntpSeconds: view.getUint32(at + 8) + view.getUint32(at + 12) / 2 ** 32,
              rtpTimestamp: view.getUint32(at + 16),
              packets: view.getUint32(at + 20),
              bytes: view.getUint32(at + 24)
            }
          : undefined,
        receptions: Array.from({ length: count }, (_, index) => readReception(view, from + index * receptionBytes))
      })
    }
    at = end
  }
  return reports
}
