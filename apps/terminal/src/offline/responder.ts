/** Chooses what the offline engine answers. It reads at most {@link longestWords} characters of what was said. */
import type { FunctionTool, ToolChoice } from "@antiphon/core/shapes"
import type { ContextItem } from "@antiphon/server"
import { callOf, plainCall } from "./plainCall.ts"
import { ruled } from "./rules.ts"

/** An answer is words, words followed by the user's own audio, or a call of a function. */
export type Answer =
  | { readonly _tag: "Say"; readonly text: string }
  | { readonly _tag: "Repeat"; readonly text: string; readonly audio: ReadonlyArray<Int16Array> }
  | { readonly _tag: "Call"; readonly name: string; readonly arguments: string }

/** What is answered. */
export interface Asked {
  readonly context: ReadonlyArray<ContextItem>
  /** What an item of audio says, or `undefined` if that is not known. It is asked of items without a transcript. */
  readonly heard: (audio: ReadonlyArray<Int16Array>) => string | undefined
  /** The functions that the session has, and whether one has to be called. */
  readonly functions: ReadonlyArray<FunctionTool>
  readonly toolChoice: ToolChoice
  readonly now: Date
  readonly random: () => number
}

/** How many characters of the user's words, or of a function's output, are read and repeated. */
export const longestWords = 2000

/** The item that an answer is about. It is the last message of the user, or the output of a function after it. */
export const lastAsked = (context: ReadonlyArray<ContextItem>): ContextItem | undefined =>
  context.findLast(({ item }) => item.type === "function_call_output" || isUser(item))

/** The answer to the last user item or function output. */
export const answerTo = (asked: Asked): Answer => {
  const last = lastAsked(asked.context)
  if (last === undefined) return say("Hello. I am listening.")
  if (last.item.type === "function_call_output")
    return say(`The function answered: ${shortened(last.item.output ?? "")}`)
  const said = wordsOf(last, asked.heard)
  const words = shortened(said)
  if (words === "") return unheard(last.audio)
  const called = callIn(said, words, asked)
  if (called !== undefined) return called
  const before = asked.context.filter((each) => each !== last).map((each) => shortened(wordsOf(each, asked.heard)))
  const answer = ruled(words, { before, now: asked.now, random: asked.random })
  const end = /[.!?…]$/.test(words) ? "" : "."
  return say(answer ?? `You said "${words}"${end} I have no rule for that. Say help to learn what I know.`)
}

/** An answer of words. */
const say = (text: string): Answer => ({ _tag: "Say", text })

/** The call that was asked for in words, that the session demands, or that fits plainly. */
const callIn = (said: string, words: string, { functions, toolChoice }: Asked): Answer | undefined => {
  if (toolChoice === "none") return undefined
  const command = /^(?:please )?(?:call|use) ([\w-]+)(?: with (\{.*\}))?/is.exec(said)
  const named = functions.find(({ name }) => name === command?.[1])
  if (named?.name != null && (command?.[2] !== undefined || callOf(named, words) === undefined))
    return called(named.name, command?.[2] ?? "{}")
  const forced =
    typeof toolChoice === "object" && toolChoice.type === "function"
      ? functions.find(({ name }) => name === toolChoice.name)
      : toolChoice === "required" && functions.length === 1
        ? functions[0]
        : named
  const call = forced === undefined ? plainCall(words, functions) : callOf(forced, words)
  return call === undefined ? undefined : { _tag: "Call", ...call }
}

/** Calls a function if its arguments are JSON. */
const called = (name: string, given: string): Answer =>
  isJson(given)
    ? { _tag: "Call", name, arguments: given }
    : say(`The arguments of ${name} are not JSON. Say use ${name} with, and then an object.`)

/** Whether a text is JSON. */
const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Answers sound without words with its length, and repeats it. */
const unheard = (audio: ReadonlyArray<Int16Array>): Answer => {
  const samples = audio.reduce((length, block) => length + block.length, 0)
  if (samples === 0) return say("I heard nothing. Say help to learn what I know.")
  const seconds = Math.max(1, Math.round(samples / 24_000))
  const text = `I heard you for ${seconds} ${seconds === 1 ? "second" : "seconds"}, but made out no words.`
  return { _tag: "Repeat", text, audio }
}

/** The beginning of a text, with a mark if it was cut. */
const shortened = (text: string): string =>
  text.length <= longestWords ? text : `${text.slice(0, longestWords - 1).replace(/[\uD800-\uDBFF]$/, "")}…`

/** Whether an item is a message of the user. */
const isUser = (item: ContextItem["item"]): boolean => item.type === "message" && item.role === "user"

/** Whether an item has audio of the user whose words the session does not know. */
export const isUntold = (each: ContextItem): boolean =>
  isUser(each.item) && each.audio.length > 0 && written(each) === ""

/** The words of a user item. They are typed, or what its audio says. */
const wordsOf = (each: ContextItem, heard: Asked["heard"]): string =>
  isUntold(each) ? (heard(each.audio) ?? "") : written(each)

/** What a user item says in text, or by its transcript if there is one. */
const written = ({ item }: ContextItem): string =>
  item.type !== "message" || item.role !== "user"
    ? ""
    : item.content
        .flatMap((part) => {
          if (part.type === "input_text") return [part.text ?? ""]
          return part.type === "input_audio" ? [part.transcript ?? ""] : []
        })
        .join(" ")
        .trim()
