/**
 * When a carrier plays what was sent, as far as its marks say. Every mark comes with its own delay, so the mean of the latest
 * ones counts. A stall makes marks late and never early, so those much later than the earliest are left out.
 */
import type { PlayoutState, Run } from "./PlayoutState.ts"

/** Marks by which the clock of a run is set. */
const keptLags = 12
/** Round trips that are remembered. */
const keptTrips = 30

/** As many runs as what is known of the carrier counts for. */
const trust = 10

export const msOf = ({ rate }: PlayoutState, samples: number): number => (samples * 1000) / rate
export const samplesOf = ({ rate }: PlayoutState, ms: number): number => (ms * rate) / 1000

/** Values this far above the least are stalls, in ms. */
const stallMs = 40

/** The mean without the stalls. */
const middle = (values: ReadonlyArray<number>): number => {
  const least = Math.min(...values)
  const near = values.filter((value) => value - least <= stallMs)
  return near.reduce((sum, value) => sum + value, 0) / near.length
}

/** Whether any mark has come back, with audio before it or without. */
export const isMeasured = ({ starts, trips }: PlayoutState): boolean => starts.length + trips.length > 0

/**
 * The way to the carrier and back, in ms, as the first mark of a run sees it. 0 until a mark came back. Marks without audio
 * measure it often, and say nothing of when in its frame a mark comes back. Starts of runs say it, one sample a run.
 */
export const tripOf = (state: PlayoutState): number => {
  const { facts, frame, starts, trips } = state
  if (trips.length === 0) return starts.length === 0 ? 0 : middle(starts)
  const trip = middle(trips)
  const frameMs = msOf(state, frame)
  const assumed = facts.markAt === "end" ? 0 : -frameMs
  // A carrier that starts a run late says nothing of the way, so a start counts within two frames.
  const seen = starts.map((start) => Math.max(-2 * frameMs, Math.min(frameMs, start - trip)))
  return trip + seen.reduce((sum, each) => sum + each, trust * assumed) / (trust + seen.length)
}

export const withTrip = (state: PlayoutState, trip: number): PlayoutState => ({
  ...state,
  trips: [...state.trips, trip].slice(-keptTrips)
})

export const withStart = (state: PlayoutState, start: number): PlayoutState => ({
  ...state,
  starts: [...state.starts, start].slice(-keptTrips)
})

export const withLag = (run: Run, lag: number): Run => ({ ...run, lags: [...run.lags, lag].slice(-keptLags) })

/** When the run began to play, on the clock of the positions. */
export const originOf = (state: PlayoutState, run: Run): number =>
  run.lags.length === 0 ? run.since : middle(run.lags) - tripOf(state)

/** How far the clock says that the run has come, whether or not that much was sent. */
export const clockOf = (state: PlayoutState, run: Run, now: number): number =>
  run.from + samplesOf(state, Math.max(0, now - originOf(state, run) - run.paddedMs))
