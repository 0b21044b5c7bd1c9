/** The scale of the latency timeline. It is logarithmic, so that 10 ms and 10 s can both be read. */
const least = 10
/** The right end of the scale, in ms. */
const most = 30_000

/** The position of a time as a share of the width, from 0 to 1. */
export const positionOf = (ms: number): number =>
  Math.max(0, Math.min(1, Math.log(Math.max(ms, least) / least) / Math.log(most / least)))

/** The marks of the scale. */
export const ticks: ReadonlyArray<{ readonly ms: number; readonly label: string }> = [
  { ms: 10, label: "10 ms" },
  { ms: 100, label: "100 ms" },
  { ms: 1000, label: "1 s" },
  { ms: 10_000, label: "10 s" }
]

/** Formats a time as whole milliseconds, or from a second on in seconds. */
export const readable = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`

/** The median of some times, or `undefined` if there are none. */
export const median = (times: ReadonlyArray<number>): number | undefined =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]
