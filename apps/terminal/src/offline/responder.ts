/**
 * What the offline engine answers: a few rules over words, one after the other. The first that fits answers. Rules read at
 * most {@link longestWords} characters, and no quantifier of theirs is without a bound where it can be tried anew.
 */
import type { ContextItem } from "@antiphon/server"

/** An answer: words to be spoken or shown, the user's own audio behind them, or a call of a function. */
export type Answer =
  | { readonly _tag: "Say"; readonly text: string }
  | { readonly _tag: "Repeat"; readonly text: string; readonly audio: ReadonlyArray<Int16Array> }
  | { readonly _tag: "Call"; readonly name: string; readonly arguments: string }

/** What a rule knows beside the words that it fits. */
export interface Circumstances {
  readonly context: ReadonlyArray<ContextItem>
  /** The functions that the session has. */
  readonly functions: ReadonlyArray<string>
  /** The time of day, for those who ask. */
  readonly now: Date
}

/** Characters of what the user said, or of what a function gave, that are looked at and spoken of. */
export const longestWords = 2000

interface Rule {
  readonly hears: RegExp
  readonly answers: (match: RegExpExecArray, circumstances: Circumstances) => string
}

const phrases =
  "I know greetings, the time, the date, sums such as 3 plus 4, count to 20, my name is, what is my name, say something, and call a function."

const naming = /\bmy name is ([\p{L}'-]{1,60})/iu

const rules: ReadonlyArray<Rule> = [
  { hears: /^(?:please )?(?:say|repeat(?: after me)?):? (.+)$/is, answers: ([, words = ""]) => words },
  { hears: naming, answers: ([, name]) => `Nice to meet you, ${name}.` },
  { hears: /\bwhat(?: is|'s) my name\b/i, answers: (_, { context }) => nameIn(context) },
  {
    hears:
      /(?<!\d|\d\.)(-?\d{1,15}(?:\.\d{1,15})?) ?(\+|plus|-|minus|\*|x|times|\/|divided by) ?(-?\d{1,15}(?:\.\d{1,15})?)(?!\.?\d)/i,
    answers: ([, left, sign, right]) => sum(Number(left), sign ?? "", Number(right))
  },
  { hears: /\bcount to (\d{1,15})/i, answers: ([, end]) => count(Number(end)) },
  { hears: /\b(?:what time|the time)\b/i, answers: (_, { now }) => `It is ${clock(now)}.` },
  { hears: /\b(?:what (?:day|date)|the date)\b/i, answers: (_, { now }) => `It is ${day(now)}.` },
  {
    hears: /\bwho are you\b/i,
    answers: () => "I am Antiphon's offline engine. I follow a few rules, and think nothing."
  },
  { hears: /\b(?:help|what can you do)\b/i, answers: () => phrases },
  { hears: /\b(?:thanks|thank you)\b/i, answers: () => "You are welcome." },
  { hears: /\b(?:bye|goodbye)\b/i, answers: () => "Goodbye. It was good to hear from you." },
  { hears: /\b(?:hello|hi|hey|good (?:morning|afternoon|evening))\b/i, answers: () => "Hello. What can I do for you?" }
]

/** The answer to what was said last. */
export const answerTo = (circumstances: Circumstances): Answer => {
  const last = circumstances.context.findLast(({ item }) => item.type === "function_call_output" || isUser(item))
  if (last === undefined) return say("Hello. I am listening.")
  if (last.item.type === "function_call_output") return say(`The function answered: ${shortened(last.item.output ?? "")}`)
  const said = wordsOf(last)
  const words = shortened(said)
  if (words === "") return unheard(last.audio)
  const call = /^(?:please )?(?:call|use) ([\w-]+)(?: with (\{.*\}))?/is.exec(said)
  const name = circumstances.functions.find((each) => each === call?.[1])
  if (name !== undefined) return called(name, call?.[2] ?? "{}")
  for (const { answers, hears } of rules) {
    const match = hears.exec(words)
    if (match !== null) return say(answers(match, circumstances))
  }
  return say(`You said "${words}". I have no rule for that. Say help to hear what I know.`)
}

const say = (text: string): Answer => ({ _tag: "Say", text })

const called = (name: string, given: string): Answer =>
  isJson(given)
    ? { _tag: "Call", name, arguments: given }
    : say(`The arguments of ${name} are not JSON. Say use ${name} with, and then an object.`)

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Speech without words: nothing here recognizes speech, so it says how much it heard, and gives it back. */
const unheard = (audio: ReadonlyArray<Int16Array>): Answer => {
  const samples = audio.reduce((length, block) => length + block.length, 0)
  if (samples === 0) return say("I heard nothing. Say help to hear what I know.")
  const seconds = Math.max(1, Math.round(samples / 24_000))
  const text = `I heard you for ${seconds} ${seconds === 1 ? "second" : "seconds"}, but offline I cannot tell words.`
  return { _tag: "Repeat", text, audio }
}

/** The beginning of a text, with a mark where it goes on. */
const shortened = (text: string): string =>
  text.length <= longestWords ? text : `${text.slice(0, longestWords - 1).replace(/[\uD800-\uDBFF]$/, "")}…`

const isUser = (item: ContextItem["item"]): boolean => item.type === "message" && item.role === "user"

/** The words of a user item: typed, or the transcript of its audio where somebody made one. */
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

const nameIn = (context: ReadonlyArray<ContextItem>): string => {
  const names = context.flatMap((each) => naming.exec(shortened(wordsOf(each)))?.[1] ?? [])
  return names.length === 0 ? "You have not told me yet." : `Your name is ${names.at(-1)}.`
}

const sum = (left: number, sign: string, right: number): string => {
  const value = result(left, sign.toLowerCase(), right)
  return Number.isFinite(value) ? `That is ${Number(value.toFixed(6))}.` : "Nobody can divide by zero."
}

const result = (left: number, sign: string, right: number): number => {
  if (sign === "+" || sign === "plus") return left + right
  if (sign === "-" || sign === "minus") return left - right
  return sign === "/" || sign === "divided by" ? left / right : left * right
}

/** Long enough to be interrupted. */
const count = (end: number): string =>
  `${Array.from({ length: Math.min(100, end) }, (_, index) => index + 1).join(", ")}.`

const clock = (now: Date): string => now.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit" })

const day = (now: Date): string =>
  now.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" })
