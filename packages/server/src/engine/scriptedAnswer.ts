/** Finds the answer of a script to what the user said. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { ContextItem, EngineError, EngineParts } from "./Contract.ts"
import type { ScriptedAnswer, ScriptedTurn } from "./Script.ts"

/**
 * The answer to the last message of the user, or what follows the outputs of its calls. `undefined` if no answer fits.
 * Speech without a transcript is recognized if there is a `transcribe`.
 */
export const answerTo = Effect.fnUntraced(function* (
  answers: ReadonlyArray<ScriptedAnswer>,
  context: ReadonlyArray<ContextItem>,
  transcribe: EngineParts["transcribe"] | undefined
): Effect.fn.Return<ScriptedTurn | undefined, EngineError> {
  if (answers.length === 0) return undefined
  const at = context.findLastIndex(({ item }) => item.type === "message" && item.role === "user")
  const asked = context[at]
  if (asked === undefined) return undefined
  const text = written(asked)
  const said = bare(text === "" && transcribe !== undefined ? yield* recognized(asked, transcribe) : text)
  const answer = answers.find(({ when }) => said.includes(bare(when)))
  const isAfterCalls = context.slice(at + 1).some(({ item }) => item.type === "function_call_output")
  return isAfterCalls ? (answer?.then ?? answer) : answer
})

/** The words alone, with a space on both sides, so that "art" is not found in "start". */
const bare = (text: string): string =>
  ` ${text
    .toLowerCase()
    .split(/[^\p{L}\p{N}']+/u)
    .filter(Boolean)
    .join(" ")} `

const written = ({ item }: ContextItem): string =>
  item.type !== "message" || item.role !== "user"
    ? ""
    : item.content
        .map((part) =>
          part.type === "input_text" ? part.text : part.type === "input_audio" ? part.transcript : undefined
        )
        .filter((text) => text != null)
        .join(" ")
        .trim()

const recognized = (
  { audio }: ContextItem,
  transcribe: EngineParts["transcribe"]
): Effect.Effect<string, EngineError> =>
  transcribe(
    { turn: 0, model: "", language: undefined, prompt: undefined, logprobs: false },
    Stream.fromIterable(audio)
  ).pipe(
    Stream.runFold(
      () => "",
      (text, chunk) => text + chunk.text
    )
  )
