/** The latency that is assumed where a page must not ask for it, in s. Devices of a desktop have 20 to 60 ms. */
const assumedSeconds = 0.04

/** The part of an `AudioContext` that says how late it sounds. */
export type LatencyClock = Pick<AudioContext, "baseLatency" | "outputLatency">

/**
 * Returns a function that gives the latency of a context in ms. In Firefox it assumes a latency and does not read
 * `outputLatency`. Firefox asks the process of the sound system for it and waits. On a busy machine the answer may never
 * come, and then the page is frozen.
 */
export const makeLatency = (context: LatencyClock, userAgent: string = navigator.userAgent): (() => number) => {
  const isFirefox = userAgent.includes("Firefox/")
  return () => (context.baseLatency + (isFirefox ? assumedSeconds : context.outputLatency || 0)) * 1000
}
