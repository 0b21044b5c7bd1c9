import * as Effect from "effect/Effect"
import type { Stats } from "../Stats.ts"
import type { PeerConnection } from "./PeerConnection.ts"

/** The fields that are read of a report, whose entries are of many kinds (W3C webrtc-stats sections 8.1 to 8.9). */
interface Entry {
  readonly type: string
  readonly kind?: string
  readonly selectedCandidatePairId?: string
  readonly nominated?: boolean
  /** s */
  readonly currentRoundTripTime?: number
  readonly packetsLost?: number
  readonly packetsReceived?: number
  /** s */
  readonly jitter?: number
  readonly audioLevel?: number
}

/** The statistics of a call now. */
export const statsOf = (peer: Pick<PeerConnection, "getStats">): Effect.Effect<Stats> =>
  Effect.map(
    Effect.promise(() => peer.getStats()),
    (report) => {
      const entries: ReadonlyArray<Entry> = [...report.values()]
      const audio = (type: string) => entries.find((entry) => entry.type === type && entry.kind === "audio")
      const inbound = audio("inbound-rtp")
      const seconds = entries.find((entry) => entry.type === "candidate-pair" && entry.nominated === true)
      return {
        roundTripMs: seconds?.currentRoundTripTime === undefined ? undefined : seconds.currentRoundTripTime * 1000,
        packetsLost: inbound?.packetsLost ?? 0,
        packetsReceived: inbound?.packetsReceived ?? 0,
        jitterMs: (inbound?.jitter ?? 0) * 1000,
        inputLevel: audio("media-source")?.audioLevel ?? 0,
        outputLevel: inbound?.audioLevel ?? 0
      }
    }
  )
