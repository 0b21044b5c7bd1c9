/**
 * The track's reports: every two seconds one is sent, and those that come tell the round trip. The peer's encoder, of a
 * browser too, adds redundancy when it is told of losses; libdatachannel's own reports say that there never are any.
 */
import { makeReception, type Reception } from "./Reception.ts"
import { buildReport, middleBits, parseReports } from "./Rtcp.ts"
import type { Sender } from "./Sender.ts"

/** Between two reports, in ms. A peer takes one that only listens for gone after five times as long or more. */
export const reportMs = 2000

/** From 1900, where NTP counts from, to 1970. */
const ntpEpochSeconds = 2_208_988_800

export interface Reporter {
  readonly reception: Reception
  /** Takes RTCP that came at `now`, in ms. */
  readonly receive: (bytes: Uint8Array, now: number) => void
  /** Sends a report where one is due. */
  readonly tick: (now: number) => void
  /** In ms; undefined until a report of ours was answered. */
  readonly roundTripMs: () => number | undefined
}

export interface ReporterOptions {
  readonly ssrc: number
  /** When the clock said 0, in ms since 1970. */
  readonly origin: number
  readonly write: (packet: Uint8Array) => void
  readonly sender: Pick<Sender, "counts" | "timestampAt">
}

export const makeReporter = ({ origin, sender, ssrc, write }: ReporterOptions): Reporter => {
  const reception = makeReception()
  /** When the next report is due, once it is known when this began. */
  let next: number | undefined
  let roundTripMs: number | undefined
  /** The last sender report of the peer: the middle of its time, and when it came. */
  let heard: { readonly middle: number; readonly at: number } | undefined

  const secondsAt = (now: number): number => ntpEpochSeconds + (origin + now) / 1000
  return {
    reception,
    receive: (bytes, now) => {
      for (const report of parseReports(bytes)) {
        if (report.sender !== undefined) heard = { middle: middleBits(report.sender.ntpSeconds), at: now }
        for (const { delaySinceLast, lastSenderReport, ssrc: about } of report.receptions) {
          if (about !== ssrc || lastSenderReport === 0) continue
          const units = (middleBits(secondsAt(now)) - lastSenderReport - delaySinceLast) | 0
          roundTripMs = Math.max(0, (units / 65_536) * 1000)
        }
      }
    },
    tick: (now) => {
      next ??= now + reportMs
      if (now < next) return
      next = now + reportMs
      const about = reception.report()
      const { bytes, packets } = sender.counts()
      write(
        buildReport(
          {
            ssrc,
            sender: { ntpSeconds: secondsAt(now), rtpTimestamp: sender.timestampAt(now), packets, bytes },
            receptions:
              about === undefined
                ? []
                : [
                    {
                      ...about,
                      lastSenderReport: heard?.middle ?? 0,
                      delaySinceLast: heard === undefined ? 0 : Math.round(((now - heard.at) / 1000) * 65_536)
                    }
                  ]
          },
          `antiphon-${ssrc}`
        )
      )
    },
    roundTripMs: () => roundTripMs
  }
}
