/** Reads one event of a transcript, or a transcript that arrived whole, in the shapes that servers use. */
import { elements, field, textIn } from "./json.ts"
import { wordsIn } from "./words.ts"

/** The words of one event. */
export interface TranscriptPiece {
  /**
   * How its words relate to those of other events. `next` continues them, and `all` repeats all of them. A `stretch`
   * has no type, so it may do either. A `segment` may be repeated by others.
   */
  readonly role: "next" | "stretch" | "all" | "segment"
  readonly words: string
  readonly logprobs: unknown
  /** Whether the transcript may end here. */
  readonly isEnd: boolean
}

/** Reads an event. Returns `undefined` if it has no words of a known shape, not even empty ones. */
export const transcriptPiece = (event: unknown): TranscriptPiece | undefined => {
  if (typeof event === "string") return { role: "all", words: event, logprobs: undefined, isEnd: true }
  if (Array.isArray(event)) return joined(event)
  return chatShaped(event) ?? eventShaped(event)
}

/** Reads `choices[0].delta.content`, as vLLM streams it, or `choices[0].message.content`. */
const chatShaped = (event: unknown): TranscriptPiece | undefined => {
  const [choice] = elements(field(event, "choices"))
  if (choice === undefined) return undefined
  const message = field(choice, "message")
  const said = field(choice, "delta") ?? message
  const finish = field(choice, "finish_reason")
  const isFinished = finish != null && finish !== ""
  const content = field(said, "content") ?? field(choice, "text")
  const words = content == null && (isFinished || field(said, "role") !== undefined) ? "" : wordsIn(content)
  if (words === undefined) return undefined
  const isWhole = message != null && field(choice, "delta") == null
  return { role: isWhole ? "all" : "next", words, logprobs: undefined, isEnd: isFinished || isWhole }
}

const eventShaped = (event: unknown): TranscriptPiece | undefined => {
  const type = textIn(field(event, "type"))
  const logprobs = field(event, "logprobs")
  const delta = field(event, "delta")
  if (typeof delta === "string") return { role: "next", words: delta, logprobs, isEnd: false }
  const text = field(event, "text") ?? field(event, "transcript") ?? field(event, "transcription")
  const segments = joined(field(event, "segments"))
  const words = typeof text === "string" ? text : segments?.words
  if (words === undefined) return undefined
  if (type?.endsWith("segment") === true) return { role: "segment", words, logprobs: undefined, isEnd: false }
  return { role: type === undefined ? "stretch" : "all", words, logprobs, isEnd: true }
}

/** Joins the texts of segments. A space separates them if they do not begin with one. */
const joined = (segments: unknown): TranscriptPiece | undefined => {
  if (!Array.isArray(segments)) return undefined
  const texts = segments.map((segment) => (typeof segment === "string" ? segment : field(segment, "text")))
  if (!texts.every((text) => typeof text === "string")) return undefined
  const hasBlanks = texts.slice(1).every((text) => /^\s/.test(text))
  return { role: "all", words: texts.join(hasBlanks ? "" : " ").trim(), logprobs: undefined, isEnd: true }
}
