/** What goes into the recognizer and what comes out. */

/** A word as it is spoken. */
export interface Word {
  /** The words joined as they are make the text. `text` has the space before the word, unless it is the first. */
  readonly text: string
  /** The log probability of the word. The model says how sure it is, and it is sure too often. */
  readonly logprob: number
  /** Where the stretch of speech that the word lies in begins, in ms of the audio. A stretch has up to 22 s. */
  readonly startMs: number
  /** Where that stretch of speech ends. */
  readonly endMs: number
}

/** What the audio is. */
export interface AudioOptions {
  /** Samples a second. Defaults to 24 000. */
  readonly sampleRate?: number
  /** The language that is spoken. English only. */
  readonly language?: string
}
