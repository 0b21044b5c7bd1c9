/**
 * The phrases that the offline engine knows. Rules are tried in order, and the first that matches answers. Every
 * quantifier that can backtrack has a bound.
 */
import { withDigits } from "./numbers.ts"

/** What a rule knows beside the words that it matches. */
export interface Circumstances {
  /** What the user said so far, oldest first, without what is answered now. */
  readonly before: ReadonlyArray<string>
  /** The current time, for questions about it. */
  readonly now: Date
  /** A number from 0 to less than 1, for dice. Another one with each call. */
  readonly random: () => number
}

/** A pattern and the answer to it. */
interface Rule {
  readonly matches: RegExp
  /** Whether numbers in words are read as digits. */
  readonly inDigits?: true
  readonly answers: (match: RegExpExecArray, circumstances: Circumstances) => string
}

/** The answer to a request for help. */
const phrases =
  "I know greetings, the time, the date, sums such as 3 plus 4, count to 20, spell a word, roll a die, my name is, what is my name, say something, and call a function."

/** Words that give a name. */
const naming = /\bmy name is ([\p{L}'-]{1,60})/iu

const number = String.raw`(-?\d{1,15}(?:\.\d{1,15})?)`

const rules: ReadonlyArray<Rule> = [
  { matches: /^(?:please )?(?:say|repeat(?: after me)?)\b[:,]? (.+)$/is, answers: ([, words = ""]) => words },
  { matches: naming, answers: ([, name]) => `Nice to meet you, ${name}.` },
  { matches: /\bwhat(?: is|'s) my name\b/i, answers: (_, { before }) => nameIn(before) },
  {
    matches: /\bspell (?:the word |me |out )?["'“]?([\p{L}]{1,40})/iu,
    answers: ([, word = ""]) => `${[...word.toUpperCase()].join(", ")}.`
  },
  {
    matches: /\b(?:roll|throw) (?:a |an |the |(\d{1,2}) )?(?:die|dice)\b/i,
    inDigits: true,
    answers: ([whole, count], { random }) => roll(Number(count ?? (/dice/i.test(whole) ? 2 : 1)), random)
  },
  {
    matches: new RegExp(
      String.raw`(?<!\d|\d\.)${number}\s?(\+|plus|-|minus|\*|x|times|\/|divided by)\s?${number}(?!\.?\d)`,
      "i"
    ),
    inDigits: true,
    answers: ([, left, sign, right]) => sum(Number(left), sign ?? "", Number(right))
  },
  { matches: /\bcount (?:up )?to (\d{1,15})/i, inDigits: true, answers: ([, end]) => count(Number(end)) },
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

/** The answer of the first rule that matches, or `undefined`. */
export const ruled = (words: string, circumstances: Circumstances): string | undefined => {
  const digits = withDigits(words)
  for (const { answers, inDigits, matches } of rules) {
    const match = matches.exec(inDigits ? digits : words)
    if (match !== null) return answers(match, circumstances)
  }
  return undefined
}

/** The last name that the user gave. */
const nameIn = (before: ReadonlyArray<string>): string => {
  const names = before.flatMap((words) => naming.exec(words)?.[1] ?? [])
  return names.length === 0 ? "You have not said it yet." : `Your name is ${names.at(-1)}.`
}

/** Rolls dice. */
const roll = (dice: number, random: () => number): string => {
  const rolled = Array.from({ length: Math.max(1, dice) }, () => 1 + Math.floor(random() * 6))
  const sum = rolled.reduce((left, right) => left + right, 0)
  return rolled.length === 1 ? `You rolled a ${sum}.` : `You rolled ${rolled.join(", ")}. Together that is ${sum}.`
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
