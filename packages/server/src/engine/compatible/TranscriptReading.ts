/** Reads one transcript. Servers may repeat words in several shapes, and each word is returned once. */
import type { LogProb } from "@antiphon/core/shapes"
import * as Effect from "effect/Effect"
import type { EngineError, TranscriptChunk } from "../Contract.ts"
import { type AnswerText, done } from "./answers.ts"
import { field, isError, parsed } from "./json.ts"
import { broken, type Call } from "./post.ts"
import { problemOf } from "./problem.ts"
import { type TranscriptPiece, transcriptPiece } from "./transcriptShapes.ts"
import { WholeCharacters } from "./words.ts"

/** How many characters a transcript may have. */
const longestTranscript = 1024 * 1024

const nothing: TranscriptChunk = { text: "" }

/** The state of one answer of a transcription server. */
export class TranscriptReading {
  readonly #call: Call
  readonly #isPlain: boolean
  readonly #characters = new WholeCharacters()
  readonly #segments: Array<string> = []
  #hasCome = false
  #hasNext = false
  #hasStretch = false
  #hasAll = false
  #hasLogprobs = false
  #isUnderstood = false
  #isStrange = false
  #isDone = false
  #length = 0

  constructor(call: Call, { headers }: Response) {
    this.#call = call
    this.#isPlain = /^(?:text\/plain|$)/i.test(headers.get("content-type") ?? "")
  }

  /** Takes a text of the answer. Returns its new words. */
  take({ kind, text }: AnswerText): Effect.Effect<TranscriptChunk, EngineError> {
    if (text === done) {
      this.#isDone = true
      return Effect.succeed(nothing)
    }
    this.#hasCome = true
    const value = parsed(text)
    const isText = kind === "whole" && this.#isPlain && typeof value !== "object" && !/^[{<]/.test(text)
    const event = isText && typeof value !== "string" ? text : value
    if (event === undefined) return broken(this.#call, "its answer is no transcript")
    if (isError(event)) return broken(this.#call, problemOf(500, text, this.#call.server).message)
    const piece = transcriptPiece(event)
    if (piece === undefined) {
      this.#isStrange = true
      return Effect.succeed(nothing)
    }
    this.#isUnderstood = true
    this.#isDone ||= piece.isEnd
    this.#length += piece.words.length
    return this.#length > longestTranscript
      ? broken(this.#call, `its transcript is over ${longestTranscript} characters`)
      : Effect.succeed(this.#chunk(piece))
  }

  /** Ends the transcript. An empty transcript is accepted only if the server wrote one. */
  end(): Effect.Effect<TranscriptChunk, EngineError> {
    if (this.#isStrange && !this.#isUnderstood) return broken(this.#call, "its answer has words of no known shape")
    if (!this.#isDone && this.#segments.length === 0 && (this.#hasCome || !this.#isPlain)) {
      return broken(this.#call, "its answer ended before the transcript did")
    }
    const hasWords = this.#hasNext || this.#hasStretch || this.#hasAll
    return Effect.succeed(hasWords ? nothing : { text: this.#segments.join("") })
  }

  /** Prefers deltas, then stretches, then the whole text at the end, then segments. */
  #chunk({ logprobs, role, words }: TranscriptPiece): TranscriptChunk {
    if (role === "next") {
      this.#hasNext = true
      this.#hasLogprobs ||= logprobs != null
      return chunkOf(this.#characters.push(words), logprobs)
    }
    if (role === "segment") {
      this.#segments.push(words)
      return nothing
    }
    const isFirst = !this.#hasNext && !this.#hasAll && (role === "stretch" || !this.#hasStretch)
    if (role === "stretch") this.#hasStretch = true
    else this.#hasAll = true
    return chunkOf(isFirst ? words : "", this.#hasLogprobs ? undefined : logprobs)
  }
}

const chunkOf = (text: string, logprobs: unknown): TranscriptChunk =>
  isLogprobs(logprobs) ? { text, logprobs } : { text }

const isLogprobs = (value: unknown): value is ReadonlyArray<LogProb> => Array.isArray(value) && value.every(isLogprob)

const isLogprob = (value: unknown): boolean => {
  const bytes = field(value, "bytes") ?? []
  const isWhole = Array.isArray(bytes) && bytes.every(Number.isSafeInteger)
  return typeof field(value, "token") === "string" && Number.isFinite(field(value, "logprob")) && isWhole
}
