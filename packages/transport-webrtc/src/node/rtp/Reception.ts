/** What is to be reported of a source, kept as its packets come (RFC 3550 appendices A.3 and A.8). */
import type { ReceptionReport } from "./Rtcp.ts"
import { type RtpPacket, sequenceAhead } from "@antiphon/core/transport"

export interface Reception {
  /** Takes a packet that arrived at `now`, in ms. */
  readonly packet: (packet: Pick<RtpPacket, "sequence" | "timestamp" | "ssrc">, now: number) => void
  /** Returns the report on the source since the last one, or `undefined` before its first packet. */
  readonly report: () => Omit<ReceptionReport, "lastSenderReport" | "delaySinceLast"> | undefined
  readonly totals: () => ReceptionTotals
}

export interface ReceptionTotals {
  readonly received: number
  /** The packets that were expected and have not come. Late packets are subtracted as they come. */
  readonly lost: number
  readonly jitterMs: number
}

/** Ticks of the media clock in a ms. */
const ticksPerMs = 48

interface Source {
  readonly ssrc: number
  readonly base: number
  highest: number
  received: number
  transit: number
  jitter: number
  reported: { readonly expected: number; readonly received: number }
}

export const makeReception = (): Reception => {
  let source: Source | undefined
  const expected = ({ base, highest }: Source): number => highest - base + 1
  return {
    packet: ({ sequence, ssrc, timestamp }, now) => {
      // Arrival and timestamp on the same clock. Only the change of their difference counts.
      const transit = now * ticksPerMs - timestamp
      if (source?.ssrc !== ssrc) {
        const reported = { expected: 0, received: 0 }
        source = { ssrc, base: sequence, highest: sequence, received: 1, transit, jitter: 0, reported }
        return
      }
      source.highest = Math.max(source.highest, source.highest + sequenceAhead(sequence, source.highest & 0xffff))
      source.received += 1
      const change = Math.abs(transit - source.transit)
      source.transit = transit
      // A timestamp that wrapped or began anew says nothing of the network.
      if (change < ticksPerMs * 10_000) source.jitter += (change - source.jitter) / 16
    },
    report: () => {
      if (source === undefined) return undefined
      const [now, before] = [{ expected: expected(source), received: source.received }, source.reported]
      source.reported = now
      const span = now.expected - before.expected
      const missing = span - (now.received - before.received)
      return {
        ssrc: source.ssrc,
        fractionLost: span <= 0 || missing <= 0 ? 0 : missing / span,
        packetsLost: now.expected - now.received,
        highestSequence: source.highest >>> 0,
        jitter: Math.round(source.jitter)
      }
    },
    totals: () =>
      source === undefined
        ? { received: 0, lost: 0, jitterMs: 0 }
        : {
            received: source.received,
            lost: Math.max(0, expected(source) - source.received),
            jitterMs: source.jitter / ticksPerMs
          }
  }
}
