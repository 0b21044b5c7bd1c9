import { Resampler } from "@antiphon/audio"

const resampler = Resampler.make({ from: 48_000, to: 24_000 })

/** Call it for each block of a recording or a microphone. Blocks may have any length. */
export const convert = (block: Int16Array): Int16Array => resampler.process(block)

/** Call it at the end. Returns the last samples, which the filter held back. */
export const end = (): Int16Array => resampler.flush()
