/** The scale of the latency timeline: logarithmic, so that 10 ms and 10 s can both be read. */
const least = 10
const most = 30_000

/** The share of the width at which a time stands, from 0 to 1. */
export const positionOf = (ms: number): number =>
  Math.max(0, Math.min(1, Math.log(Math.max(ms, least) / least) / Math.log(most / least)))

export const ticks: ReadonlyArray<{ readonly ms: number; readonly label: string }> = [
  { ms: 10, label: "10 ms" },
  { ms: 100, label: "100 ms" },
  { ms: 1000, label: "1 s" },
  { ms: 10_000, label: "10 s" }
]

/** A time as it is read: whole milliseconds, from a second on with one decimal. */
export const readable = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`

/** The middle of some times; undefined of none. */
export const median = (times: ReadonlyArray<number>): number | undefined =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]
