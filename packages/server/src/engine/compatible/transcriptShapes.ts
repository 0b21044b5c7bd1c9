/** What stands in one event of a transcript, or in one that came whole, in the shapes in which servers write it. */
import { elements, field, textIn } from "./json.ts"
import { wordsIn } from "./words.ts"

export interface TranscriptPiece {
  /**
   * How its words relate to others: the next ones, a stretch that names no type, all of them once more, or a segment that
   * others may repeat.
   */
  readonly role: "next" | "stretch" | "all" | "segment"
  readonly words: string
  readonly logprobs: unknown
  /** Whether nothing comes behind it. */
  readonly isEnd: boolean
}

/** `undefined` if it holds no words of a known shape, not even empty ones. */
export const transcriptPiece = (event: unknown): TranscriptPiece | undefined => {
  if (typeof event === "string") return { role: "all", words: event, logprobs: undefined, isEnd: true }
  if (Array.isArray(event)) return joined(event)
  return chatShaped(event) ?? eventShaped(event)
}

/** `choices[0].delta.content`, as vLLM streams, or `choices[0].message.content`. */
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

/** The texts of segments, each of which begins with its own blank or is separated by one. */
const joined = (segments: unknown): TranscriptPiece | undefined => {
  if (!Array.isArray(segments)) return undefined
  const texts = segments.map((segment) => (typeof segment === "string" ? segment : field(segment, "text")))
  if (!texts.every((text) => typeof text === "string")) return undefined
  const hasBlanks = texts.slice(1).every((text) => /^\s/.test(text))
  return { role: "all", words: texts.join(hasBlanks ? "" : " ").trim(), logprobs: undefined, isEnd: true }
}
