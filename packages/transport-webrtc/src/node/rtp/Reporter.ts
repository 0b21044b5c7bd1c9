/**
 * The RTCP reports of a track. Sends one every two seconds, and reads the round trip from those that arrive. The
 * encoder of the peer, also of a browser, adds redundancy when a report says that packets are lost. The reports of
 * libdatachannel always say that none are.
 */
import { makeReception, type Reception } from "./Reception.ts"
import { buildReport, middleBits, parseReports } from "./Rtcp.ts"

/** The time between two reports, in ms. A peer treats a listener as gone after five times as long or more. */
export const reportMs = 2000

/** The seconds from 1900, where NTP begins to count, to 1970. */
const ntpEpochSeconds = 2_208_988_800

export interface Reporter {
  readonly reception: Reception
  /** Takes RTCP that came at `now`, in ms. */
  readonly receive: (bytes: Uint8Array, now: number) => void
  /** Sends a report if one is due. */
  readonly tick: (now: number) => void
  /** Returns the round trip in ms, or `undefined` until the peer has answered a report. */
  readonly roundTripMs: () => number | undefined
}

/** What this side has sent. */
interface Sent {
  readonly counts: () => { readonly packets: number; readonly bytes: number }
  readonly timestampAt: (now: number) => number
}

export interface ReporterOptions {
  readonly ssrc: number
  /** The moment at which the clock was 0, in ms since 1970. */
  readonly origin: number
  readonly write: (packet: Uint8Array) => void
  readonly sender: Sent
}

export const makeReporter = ({ origin, sender, ssrc, write }: ReporterOptions): Reporter => {
  const reception = makeReception()
  /** The moment at which the next report is due, or `undefined` before the first tick. */
  let next: number | undefined
  let roundTripMs: number | undefined
  /** The last sender report of the peer, as the middle bits of its time and its arrival. */
  let lastReport: { readonly middle: number; readonly at: number } | undefined

  const secondsAt = (now: number): number => ntpEpochSeconds + (origin + now) / 1000
  return {
    reception,
    receive: (bytes, now) => {
      for (const report of parseReports(bytes)) {
        if (report.sender !== undefined) lastReport = { middle: middleBits(report.sender.ntpSeconds), at: now }
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
                      lastSenderReport: lastReport?.middle ?? 0,
                      delaySinceLast: lastReport === undefined ? 0 : Math.round(((now - lastReport.at) / 1000) * 65_536)
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
