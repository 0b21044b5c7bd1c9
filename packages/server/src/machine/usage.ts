/**
 * Token counts that add up. The server has no tokenizer. It counts one token for 4 characters of text, 100 ms of input
 * audio, or 50 ms of output audio.
 */
import type { ConversationItem, ResponseUsage } from "@antiphon/core/shapes"
import { samplesPerSecond } from "./Audio.ts"
import type { StoredItem, TokenCount } from "./State.ts"

/** Tokens of a second of audio, by direction. */
const audioTokensPerSecond = { input: 10, output: 20 }

/** Counts the tokens of a text by its length. */
export const textTokens = (characters: number): number => Math.ceil(characters / 4)

/** Counts the tokens of audio by its length. */
export const audioTokens = (side: "input" | "output", samples: number): number =>
  Math.ceil((samples / samplesPerSecond) * audioTokensPerSecond[side])

/** Counts what a model reads of these items and instructions. */
export const inputTokens = (items: ReadonlyArray<StoredItem>, instructions: string): TokenCount => {
  const audio = items.flatMap((stored) => [...stored.audio.values()])
  return {
    text: items.reduce((sum, { item }) => sum + textTokens(charactersOf(item)), textTokens(instructions.length)),
    audio: audio.reduce((sum, { length }) => sum + audioTokens("input", length), 0)
  }
}

/** The `usage` of one response. Its parts add up to its totals, and cached tokens lie within the input. */
export const usage = (input: TokenCount, output: TokenCount): ResponseUsage => {
  const input_tokens = input.text + input.audio
  const output_tokens = output.text + output.audio
  return {
    total_tokens: input_tokens + output_tokens,
    input_tokens,
    output_tokens,
    input_token_details: {
      text_tokens: input.text,
      audio_tokens: input.audio,
      image_tokens: 0,
      cached_tokens: 0,
      cached_tokens_details: { text_tokens: 0, audio_tokens: 0, image_tokens: 0 }
    },
    output_token_details: { text_tokens: output.text, audio_tokens: output.audio }
  }
}

/** Counts the characters of an item that a model reads. */
const charactersOf = (item: ConversationItem): number => {
  switch (item.type) {
    case "message":
      return "content" in item
        ? item.content.reduce((sum, part) => sum + ("text" in part ? (part.text?.length ?? 0) : 0), 0)
        : 0
    case "function_call":
      return item.name.length + item.arguments.length
    case "function_call_output":
      return item.output?.length ?? 0
    default:
      return 0
  }
}
