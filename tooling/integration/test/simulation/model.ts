/**
 * The model behind every server of a story. The seed decides what it answers, and its voice can be distinguished sample
 * for sample.
 */
import {
  type ContextItem,
  EngineError,
  type EngineParts,
  energyTurns,
  type ResponseChunk,
  tones
} from "@antiphon/server"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Numbers } from "./Numbers.ts"
import type { Plan } from "./Plan.ts"
import type { Answer } from "./Story.ts"
import { modelVoice, mostAnswers } from "./voices.ts"

/** Instructions of a response that is asked for to see what the model is given. */
export const confession = "What do you know?"

export interface Model {
  readonly parts: (link: number) => EngineParts
  readonly answers: ReadonlyArray<Answer>
  /** What it was given when it was last asked what it knows. */
  readonly known: () => ReadonlyArray<ContextItem> | undefined
}

const vocabulary = "and then the voice that answers says a few of the words it has".split(" ")

/** Tools that the model may call. */
export const toolNames = ["slow", "failing", "brittle", "quick"] as const

export const makeModel = (numbers: Numbers, { pace }: Pick<Plan, "pace">): Model => {
  const { between, chance, pick } = numbers
  const answers: Array<Answer> = []
  let known: ReadonlyArray<ContextItem> | undefined
  let begun = 0
  let calls = 0

  const words = (count: number): ReadonlyArray<string> =>
    Array.from({ length: count }, (_, n) => `${n === 0 ? "" : " "}${vocabulary[between(0, vocabulary.length - 1)]}`)

  const written = (): ReadonlyArray<ResponseChunk> => words(between(1, 8)).map((text) => ({ _tag: "Text", text }))

  /** A spoken message. Its words come ahead of its sound, which comes in pieces of 100 ms. */
  const spoken = (link: number, responseId: string): ReadonlyArray<ResponseChunk> => {
    if (answers.length === mostAnswers) return written()
    // Spoken messages stand ahead of all else.
    const outputIndex = answers.filter((each) => each.link === link && each.responseId === responseId).length
    const answer: Answer = { n: answers.length + 1, link, responseId, outputIndex, samples: 0 }
    const voice = modelVoice(answer.n, chance(0.2) ? between(900, 2500) : between(40, 900))
    answers.push(answer)
    answer.samples = voice.length
    const chunks: Array<ResponseChunk> = []
    for (let from = 0; from < voice.length; from += 2400) {
      for (const text of words(between(0, 2))) chunks.push({ _tag: "Transcript", text: ` ${text.trim()}` })
      chunks.push({ _tag: "Audio", samples: voice.subarray(from, from + 2400) })
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

  /** After this number of answers the model calls no more tools, because a story must end. */
  const mostTalkative = 30

  const compose = (link: number, responseId: string, modality: "audio" | "text", mayCall: boolean) => {
    const message = () => (modality === "audio" ? spoken(link, responseId) : written())
    const calling = mayCall && begun < mostTalkative && chance(0.25)
    return [
      ...(calling && chance(0.5) ? [] : message()),
      ...(!calling && chance(0.08) ? [{ _tag: "Message", phase: "final_answer" } as const, ...message()] : []),
      ...(calling ? Array.from({ length: between(1, 3) }, call).flat() : []),
      ...(chance(0.04) ? [{ _tag: "Incomplete", reason: "content_filter" } as const] : [])
    ]
  }

  const paced = (chunk: ResponseChunk): Effect.Effect<void> =>
    chunk._tag === "Audio" && pace !== undefined
      ? Effect.sleep(Math.round(chunk.samples.length / 24 / pace))
      : Effect.void

  return {
    answers,
    known: () => known,
    parts: (link) => ({
      detectTurns: energyTurns,
      transcribe: () => {
        const fails = chance(0.1)
        const said = Stream.fromIterable(words(between(1, 5)).map((text) => ({ text })))
        const told = chance(0.5) ? said : Stream.tap(said, () => Effect.sleep(between(10, 400)))
        return fails
          ? Stream.concat(told, Stream.fail(new EngineError({ part: "transcribe", message: "it was too noisy" })))
          : told
      },
      respond: ({ context, id, instructions, modality, tools }) => {
        if (instructions === confession) {
          known = context
          return Stream.succeed({ _tag: "Text", text: "All of that." })
        }
        begun += 1
        const thinking = chance(0.5) ? 0 : between(10, 600)
        const fails = chance(0.05)
        const chunks = Stream.tap(Stream.fromIterable(compose(link, id, modality, tools.length > 0)), paced)
        const late =
          thinking === 0 ? chunks : Stream.concat(Stream.drain(Stream.fromEffect(Effect.sleep(thinking))), chunks)
        return fails
          ? Stream.concat(late, Stream.fail(new EngineError({ part: "respond", message: "it lost its thread" })))
          : late
      },
      listTools: () => Stream.empty,
      translate: () => Stream.empty,
      speak: tones
    })
  }
}
