import type { AssembledPart } from "./Assembled.ts"

/** The words that were heard, and whether they are an estimate. */
export interface HeardText {
  readonly text: string
  /** False if the words are certain, which they are if nothing was heard, or all of an ended part. */
  readonly isEstimate: boolean
}

/** The most characters that a voice speaks in a second. Limits parts of which more text than audio may have arrived. */
const fastestSpeech = 20

/**
 * Estimates the words that the first `heard` samples of a part have spoken, at `rate` Hz. The server never says where a
 * word is in the audio, so the transcript is spread evenly over it. A part that still arrives gives at most 20
 * characters a second. If text runs ahead of audio, text that arrived after the heard audio does not count. Returns
 * whole words only (Unicode TR 29).
 */
export const heardText = (
  { transcript, pieces, samples, ended }: Pick<AssembledPart, "transcript" | "pieces" | "samples" | "ended">,
  heard: number,
  rate: number
): HeardText => {
  if (heard <= 0) return { text: "", isEstimate: false }
  if (ended && heard >= samples) return { text: transcript, isEstimate: false }
  const even = (transcript.length * heard) / samples
  const paced = ended ? even : Math.min(even, (fastestSpeech * heard) / rate)
  const leads = pieces[0]?.offset === 0
  const come = pieces.reduce((sum, { text, offset }) => (offset <= heard ? sum + text.length : sum), 0)
  const characters = leads ? Math.min(paced, come) : paced
  let end = 0
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(transcript)) {
    if (index + segment.length > characters) break
    end = index + segment.length
  }
  return { text: transcript.slice(0, end).trimEnd(), isEstimate: true }
}
