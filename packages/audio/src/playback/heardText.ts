import type { AssembledPart } from "./Assembled.ts"

/** Words, and whether they are only likely to be those heard. */
export interface HeardText {
  readonly text: string
  /** False where it is certain: nothing was heard, or all of an ended part. */
  readonly isEstimate: boolean
}

/** Characters a voice speaks in a second at most, for parts of which more text than audio may have come. */
const fastestSpeech = 20

/**
 * The words of a part that `heard` samples at `rate` Hz have probably spoken. The server never says which word is where,
 * so this spreads the transcript evenly over the audio, takes no more than 20 characters a second while the part is still
 * coming, no text that came after the audio heard where text leads, and whole words only (Unicode TR 29).
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
