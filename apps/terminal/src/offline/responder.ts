/**
 * Chooses what the offline engine answers. Rules are tried in order, and the first that matches answers. They read at most
 * {@link longestWords} characters. Every quantifier that can backtrack has a bound.
 */
import type { ContextItem } from "@antiphon/server"

/** An answer is words, words followed by the user's own audio, or a call of a function. */
export type Answer =
  | { readonly _tag: "Say"; readonly text: string }
  | { readonly _tag: "Repeat"; readonly text: string; readonly audio: ReadonlyArray<Int16Array> }
  | { readonly _tag: "Call"; readonly name: string; readonly arguments: string }

/** What a rule knows beside the words that it matches. */
export interface Circumstances {
  readonly context: ReadonlyArray<ContextItem>
  /** The functions that the session has. */
  readonly functions: ReadonlyArray<string>
  /** The current time, for questions about it. */
  readonly now: Date
}

/** How many characters of the user's words, or of a function's output, are read and repeated. */
export const longestWords = 2000

/** A pattern and the answer to it. */
interface Rule {
  readonly matches: RegExp
  readonly answers: (match: RegExpExecArray, circumstances: Circumstances) => string
}

/** The answer to a request for help. */
const phrases =
  "I know greetings, the time, the date, sums such as 3 plus 4, count to 20, my name is, what is my name, say something, and call a function."

/** Words that give a name. */
const naming = /\bmy name is ([\p{L}'-]{1,60})/iu

const rules: ReadonlyArray<Rule> = [
  { matches: /^(?:please )?(?:say|repeat(?: after me)?):? (.+)$/is, answers: ([, words = ""]) => words },
  { matches: naming, answers: ([, name]) => `Nice to meet you, ${name}.` },
  { matches: /\bwhat(?: is|'s) my name\b/i, answers: (_, { context }) => nameIn(context) },
  {
    matches:
      /(?<!\d|\d\.)(-?\d{1,15}(?:\.\d{1,15})?)\s?(\+|plus|-|minus|\*|x|times|\/|divided by)\s?(-?\d{1,15}(?:\.\d{1,15})?)(?!\.?\d)/i,
    answers: ([, left, sign, right]) => sum(Number(left), sign ?? "", Number(right))
  },
  { matches: /\bcount to (\d{1,15})/i, answers: ([, end]) => count(Number(end)) },
  { matches: /\b(?:what time|the time)\b/i, answers: (_, { now }) => `It is ${clock(now)}.` },
  { matches: /\b(?:what (?:day|date)|the date)\b/i, answers: (_, { now }) => `It is ${day(now)}.` },
  {
    matches: /\bwho are you\b/i,
    answers: () => "I am Antiphon's offline engine. I follow a few rules, and think nothing."
  },
  { matches: /\b(?:help|what can you do)\b/i, answers: () => phrases },
  { matches: /\b(?:thanks|thank you)\b/i, answers: () => "You are welcome." },
  { matches: /\b(?:bye|goodbye)\b/i, answers: () => "Goodbye. It was good to talk to you." },
  {
    matches: /\b(?:hello|hi|hey|good (?:morning|afternoon|evening))\b/i,
    answers: () => "Hello. What can I do for you?"
  }
]

/** The answer to the last user item or function output. */
export const answerTo = (circumstances: Circumstances): Answer => {
  const last = circumstances.context.findLast(({ item }) => item.type === "function_call_output" || isUser(item))
  if (last === undefined) return say("Hello. I am listening.")
  if (last.item.type === "function_call_output")
    return say(`The function answered: ${shortened(last.item.output ?? "")}`)
  const said = wordsOf(last)
  const words = shortened(said)
  if (words === "") return unheard(last.audio)
  const call = /^(?:please )?(?:call|use) ([\w-]+)(?: with (\{.*\}))?/is.exec(said)
  const name = circumstances.functions.find((each) => each === call?.[1])
  if (name !== undefined) return called(name, call?.[2] ?? "{}")
  for (const { answers, matches } of rules) {
    const match = matches.exec(words)
    if (match !== null) return say(answers(match, circumstances))
  }
  return say(`You said "${words}". I have no rule for that. Say help to learn what I know.`)
}

/** An answer of words. */
const say = (text: string): Answer => ({ _tag: "Say", text })

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

/** Answers speech without a transcript with its length, and repeats it. */
const unheard = (audio: ReadonlyArray<Int16Array>): Answer => {
  const samples = audio.reduce((length, block) => length + block.length, 0)
  if (samples === 0) return say("I heard nothing. Say help to learn what I know.")
  const seconds = Math.max(1, Math.round(samples / 24_000))
  const text = `I heard you for ${seconds} ${seconds === 1 ? "second" : "seconds"}, but offline I cannot tell words.`
  return { _tag: "Repeat", text, audio }
}

/** The beginning of a text, with a mark if it was cut. */
const shortened = (text: string): string =>
  text.length <= longestWords ? text : `${text.slice(0, longestWords - 1).replace(/[\uD800-\uDBFF]$/, "")}…`

/** Whether an item is a message of the user. */
const isUser = (item: ContextItem["item"]): boolean => item.type === "message" && item.role === "user"

/** The words of a user item. They are typed, or the transcript of its audio if there is one. */
const wordsOf = ({ item }: ContextItem): string =>
  item.type !== "message" || item.role !== "user"
    ? ""
    : item.content
        .flatMap((part) => {
          if (part.type === "input_text") return [part.text ?? ""]
          return part.type === "input_audio" ? [part.transcript ?? ""] : []
        })
        .join(" ")
        .trim()

/** The last name that the user gave. */
const nameIn = (context: ReadonlyArray<ContextItem>): string => {
  const names = context.flatMap((each) => naming.exec(shortened(wordsOf(each)))?.[1] ?? [])
  return names.length === 0 ? "You have not said it yet." : `Your name is ${names.at(-1)}.`
}

/** Says the result of a calculation. */
const sum = (left: number, sign: string, right: number): string => {
  const value = result(left, sign.toLowerCase(), right)
  return Number.isFinite(value) ? `That is ${Number(value.toFixed(6))}.` : "A division by zero has no result."
}

/** Calculates. */
const result = (left: number, sign: string, right: number): number => {
  if (sign === "+" || sign === "plus") return left + right
  if (sign === "-" || sign === "minus") return left - right
  return sign === "/" || sign === "divided by" ? left / right : left * right
}

/** Counts aloud. Long enough to be interrupted. */
const count = (end: number): string =>
  `${Array.from({ length: Math.min(100, end) }, (_, index) => index + 1).join(", ")}.`

/** The time of day as words. */
const clock = (now: Date): string => now.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit" })

/** The date as words. */
const day = (now: Date): string =>
  now.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" })
