/** How a call is doing, as the platform's statistics tell it (W3C webrtc-stats). */
export interface Stats {
  /** The round trip in ms, or `undefined` until the first consent check was answered. */
  readonly roundTripMs: number | undefined
  /** Packets of the peer's audio that never came, so far. */
  readonly packetsLost: number
  /** Packets of the peer's audio that came, so far. */
  readonly packetsReceived: number
  /** How unevenly the peer's packets come, in ms. */
  readonly jitterMs: number
  /** The sound that is sent, 0 to 1. */
  readonly inputLevel: number
  /** The sound that is received, 0 to 1. */
  readonly outputLevel: number
}
