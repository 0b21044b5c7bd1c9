/**
 * The model behind every server of a story. The seed decides what it answers, and its voice can be distinguished sample
 * for sample.
 */
import type { McpCall, ResponseChunk, ResponseRequest } from "@antiphon/server"
import { longestMs, mostAnswers, modelVoice } from "../device/voices.ts"
import { remoteLabel, toolNames } from "../script/Plan.ts"
import type { Book } from "../story/Book.ts"
import type { Numbers } from "../world/Numbers.ts"

/** What an engine makes: its pieces, each after a wait in ms, and whether it fails in the end. */
export interface Made<A> {
  readonly pieces: ReadonlyArray<{ readonly afterMs: number; readonly piece: A }>
  readonly fails: boolean
}

export interface Engine {
  readonly respond: (link: number, request: ResponseRequest) => Made<ResponseChunk>
  readonly transcribe: () => Made<string>
  /** How long a remote server takes to list its tools, ms, and whether it fails. */
  readonly list: () => { readonly afterMs: number; readonly fails: boolean }
}

const vocabulary = ["and", "then", "the", "voice", "that", "answers", "says", "a", "few", "of", "words", "it", "has"]
/** Samples of one piece of sound, which are 100 ms. */
const pieceSamples = 2400
/** After this number of answers the model calls no more tools, because a story must end. */
const mostTalkative = 30

export const makeEngine = ({ between, chance, next, pick }: Numbers, book: Book, pace: number | undefined): Engine => {
  let begun = 0
  let calls = 0

  const word = (): string => vocabulary[between(0, vocabulary.length - 1)] ?? ""
  const words = (most: number): string => Array.from({ length: between(1, most) }, word).join(" ")
  const written = (): ReadonlyArray<ResponseChunk> => [
    { _tag: "Text", text: words(4) },
    { _tag: "Text", text: ` ${words(4)}` }
  ]

  /** A spoken message. Its words come ahead of its sound. */
  const spoken = (link: number, responseId: string): ReadonlyArray<ResponseChunk> => {
    if (book.answers.length === mostAnswers) return [{ _tag: "Written", text: words(4) }]
    // Spoken messages stand ahead of all else.
    const outputIndex = book.answers.filter((each) => each.link === link && each.responseId === responseId).length
    const n = book.answers.length + 1
    const voice = modelVoice(n, chance(0.15) ? between(500, longestMs) : between(40, 400))
    book.answers.push({ n, link, responseId, outputIndex, samples: voice.length })
    const chunks: Array<ResponseChunk> = []
    for (let from = 0; from < voice.length; from += pieceSamples) {
      if (chance(0.6)) chunks.push({ _tag: "Transcript", text: ` ${words(2)}` })
      chunks.push({ _tag: "Audio", samples: voice.subarray(from, from + pieceSamples) })
    }
    return chunks
  }
  const call = (): ReadonlyArray<ResponseChunk> => {
    calls += 1
    const text = JSON.stringify({ n: calls })
    return [
      { _tag: "FunctionCall", name: pick(toolNames) },
      { _tag: "Arguments", text: text.slice(0, 3) },
      { _tag: "Arguments", text: text.slice(3) }
    ]
  }
  const remoteCall = (): ResponseChunk => {
    const result: McpCall["result"] = chance(0.8) ? { output: words(3) } : { error: "it is closed" }
    return { _tag: "McpCall", call: { serverLabel: remoteLabel, name: "look_up", arguments: "{}", result } }
  }
  const compose = (link: number, { id, modality, tools }: ResponseRequest): ReadonlyArray<ResponseChunk> => {
    const message = () => (modality === "audio" ? spoken(link, id) : written())
    const calling = tools.length > 0 && begun < mostTalkative && chance(0.25)
    const remote = calling && tools.some(({ type }) => type === "mcp") && chance(0.5)
    return [
      ...(calling && chance(0.5) ? [] : message()),
      ...(!calling && chance(0.08) ? [{ _tag: "Message", phase: "final_answer" } as const, ...message()] : []),
      ...(calling && !remote ? Array.from({ length: between(1, 3) }, call).flat() : []),
      ...(remote ? [remoteCall()] : []),
      ...(chance(0.04) ? [{ _tag: "Incomplete", reason: "content_filter" } as const] : [])
    ]
  }
  /** The sound of a paced voice comes as fast as that is spoken. */
  const waitOf = (chunk: ResponseChunk): number =>
    chunk._tag === "Audio" && pace !== undefined ? Math.round(chunk.samples.length / 24 / pace) : 0

  return {
    respond: (link, request) => {
      begun += 1
      const thinkingMs = chance(0.5) ? 0 : between(10, 600)
      const fails = chance(0.05)
      const pieces = compose(link, request).map((piece, n) => ({
        afterMs: waitOf(piece) + (n === 0 ? thinkingMs : 0),
        piece
      }))
      return { pieces, fails }
    },
    transcribe: () => {
      const slow = chance(0.5)
      const fails = chance(0.1)
      const pieces = Array.from({ length: between(1, 3) }, (_, n) => ({
        afterMs: slow ? between(10, 400) : 0,
        piece: n === 0 ? word() : ` ${word()}`
      }))
      return { pieces, fails }
    },
    list: () => ({ afterMs: next() * 500, fails: chance(0.15) })
  }
}
