/** Watches what a microphone gives, and says once what is wrong with it. */

/** How much nothing, or silence without any noise, is too much, in ms. */
const patienceMs = 4000

/** What a microphone has given. */
export interface MicrophoneWatch {
  /** How long it has given no sample that is not zero, in ms. */
  readonly zeroMs: number
  /** How long it has given no samples at all, in ms. */
  readonly nothingMs: number
  /** Whether it has given any noise. Then it works, and it may be muted later. */
  readonly works: boolean
  /** The words for the user. They come once. */
  readonly notice: string | undefined
}

/** A microphone that has given nothing yet. */
export const unheard: MicrophoneWatch = { zeroMs: 0, nothingMs: 0, works: false, notice: undefined }

/** Takes a block of samples, or `undefined` for a time without any. */
export const watched = (before: MicrophoneWatch, block: Int16Array | undefined, ms: number): MicrophoneWatch => {
  if (before.works || before.notice !== undefined) return { ...before, works: before.works || isNoise(block) }
  if (isNoise(block)) return { ...before, works: true }
  const zeroMs = before.zeroMs + ms
  const nothingMs = block === undefined ? before.nothingMs + ms : 0
  if (zeroMs < patienceMs) return { ...before, zeroMs, nothingMs }
  const what = nothingMs >= patienceMs ? "gives no sound" : "gives digital silence"
  return { ...before, zeroMs, nothingMs, notice: `it ${what}. ${remedy}` }
}

const remedy = "Check that it is connected and not muted, and that the system lets this terminal use it."

const isNoise = (block: Int16Array | undefined): boolean => block?.some((sample) => sample !== 0) === true
