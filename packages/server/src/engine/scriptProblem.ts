/** Looks for mistakes in a script, for people who write JavaScript. */
import {
  isNumber,
  isOptions,
  isText,
  kindOf,
  optionsProblem,
  type Rule,
  type Rules,
  samples
} from "@antiphon/core/boundary"

const words: Rule = [(value) => typeof value === "string", "text"]
const list = (wanted: string): Rule => [Array.isArray, wanted]

const turnRules: Rules = {
  heard: words,
  logprobs: list("an array of numbers"),
  write: words,
  say: words,
  voice: samples,
  calls: list("an array of calls, e.g. [{ name, arguments: {} }]"),
  mcpCalls: list("an array of calls"),
  fail: words
}
const callRules: Rules = { name: [isText, "text"], arguments: [isOptions, "an object, which is sent as JSON"] }
const answerRules: Rules = {
  ...turnRules,
  when: [isText, "words that the user's message contains"],
  then: [isOptions, "a turn, e.g. { say }"]
}
const scriptRules: Rules = {
  turns: [(value) => Array.isArray(value) && value.length > 0, 'an array of turns, e.g. [{ say: "It is noon." }]'],
  answers: list("an array of answers, e.g. [{ when, say }]"),
  mcpTools: [isOptions, "an object of lists of tools by server_label"],
  pace: [(value) => isNumber(value, 0) && value > 0, "a number above 0"]
}

/** Returns what is wrong with a script, or `undefined`. Names the field and what to pass. */
export const scriptProblem = (script: unknown): string | undefined => {
  if (!isOptions(script)) {
    return `the script is ${kindOf(script)}: pass e.g. { turns: [{ say: "It is noon." }] }`
  }
  const { answers = [], turns } = script
  return (
    optionsProblem("the script", script, scriptRules, ["turns"]) ??
    firstOf(turns, (turn, index) => turnProblem(`turns[${index}] of the script`, turn)) ??
    firstOf(answers, (answer, index) => {
      const what = `answers[${index}] of the script`
      const problem = optionsProblem(what, answer, answerRules, ["when"]) ?? callsProblem(what, answer)
      const next = isOptions(answer) ? answer["then"] : undefined
      return problem ?? (next === undefined ? undefined : turnProblem(`then of ${what}`, next))
    })
  )
}

const turnProblem = (what: string, turn: unknown): string | undefined =>
  optionsProblem(what, turn, turnRules) ?? callsProblem(what, turn)

const callsProblem = (what: string, turn: unknown): string | undefined =>
  firstOf(isOptions(turn) ? turn["calls"] : [], (call, index) =>
    optionsProblem(`calls[${index}] in ${what}`, call, callRules, ["name", "arguments"])
  )

const firstOf = (all: unknown, look: (each: unknown, index: number) => string | undefined): string | undefined => {
  if (!Array.isArray(all)) return undefined
  for (const [index, each] of all.entries()) {
    const found = look(each, index)
    if (found !== undefined) return found
  }
  return undefined
}
