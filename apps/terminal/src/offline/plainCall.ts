/**
 * Calls a function of the session if what the user said fits it plainly. Its name or two words of its description are
 * said, no other function fits as well, and each required argument can be read off.
 */
import type { FunctionTool } from "@antiphon/core/shapes"
import { withDigits } from "./numbers.ts"

export interface PlainCall {
  readonly name: string
  /** JSON text. */
  readonly arguments: string
}

const fillers = new Set(
  "a an and any are as at by can could do does for from get gets give gives has have how i in is it its me my of on or please returns show tell that the their this to use user was what when where which with would you your".split(
    " "
  )
)

/** The words of a text that say something, without plural and case. `get_weather` has `weather`. */
const contentOf = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .split(/[^\p{L}\d]+/u)
      .filter((word) => word.length > 1 && !fillers.has(word))
      .map((word) => word.replace(/(?<=\w{3})s$/, ""))
  )

const shared = (left: ReadonlySet<string>, right: ReadonlySet<string>): number =>
  [...left].filter((word) => right.has(word)).length

/** How well a function fits, or 0. */
const fitOf = (said: ReadonlySet<string>, { description, name }: FunctionTool): number => {
  const names = contentOf(name ?? "")
  const isNamed = names.size > 0 && shared(names, said) === names.size
  const described = shared(contentOf(description ?? ""), said)
  return isNamed ? 2 + described : described >= 2 ? described : 0
}

/** The call that fits, or `undefined` if none does or two fit alike. */
export const plainCall = (said: string, functions: ReadonlyArray<FunctionTool>): PlainCall | undefined => {
  const words = contentOf(said)
  const [best, second] = functions
    .map((tool) => ({ tool, fit: fitOf(words, tool) }))
    .filter(({ fit }) => fit > 0)
    .toSorted((left, right) => right.fit - left.fit)
  if (best === undefined || best.fit === second?.fit) return undefined
  return callOf(best.tool, said)
}

/** A call of this function with what was said, or `undefined` if a required argument was not said. */
export const callOf = ({ name, parameters }: FunctionTool, said: string): PlainCall | undefined => {
  const { properties, required } = shapeOf(parameters)
  const reader = makeReader(said)
  const values: Record<string, unknown> = {}
  for (const [key, schema] of Object.entries(properties)) {
    const value = reader(key, schema)
    if (value !== undefined) values[key] = value
    else if (required.includes(key)) return undefined
  }
  return name == null ? undefined : { name, arguments: JSON.stringify(values) }
}

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const shapeOf = (parameters: unknown): { readonly properties: Fields; readonly required: ReadonlyArray<unknown> } => {
  const { properties, required }: Fields = isFields(parameters) ? parameters : {}
  return { properties: isFields(properties) ? properties : {}, required: Array.isArray(required) ? required : [] }
}

/** Where a name or a place follows, and how a time is said. */
const place = /\b(?:in|for|of|about|to|from|near|called|named)\s+((?:the\s+)?[\p{L}\d'-]+(?:\s+\p{Lu}[\p{L}'-]*)*)/gu
const time =
  /(?<=\b(?:at|by|around) )\d{1,2}\b(?::\d{2})?(?: ?(?:am|pm|o'clock)\b)?|\b\d{1,2}(?::\d{2}| ?(?:am|pm|o'clock)\b)|\b(?:noon|midnight|today|tonight|tomorrow)\b/gi

/** Reads arguments off what was said. Each number and each phrase is used once. */
const makeReader = (said: string) => {
  const digits = withDigits(said)
  const numbers = [...digits.matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) => Number(number))
  const times = [...digits.matchAll(time)].map(([text]) => text)
  const phrases = [...said.matchAll(place)]
    .map(([, phrase]) => phrase)
    .filter((phrase) => !/^\d/.test(withDigits(phrase ?? "")))
  return (key: string, schema: unknown): unknown => {
    const { enum: choices, type }: Fields = isFields(schema) ? schema : {}
    if (Array.isArray(choices)) {
      return choices.find((each) => typeof each === "string" && new RegExp(`\\b${escaped(each)}\\b`, "i").test(said))
    }
    if (type === "number" || type === "integer") return numbers.shift()
    if (type === "boolean")
      return /\b(?:on|yes)\b/i.test(said) ? true : /\b(?:off|no)\b/i.test(said) ? false : undefined
    if (type !== "string") return undefined
    return /time|date|day|when/i.test(key) ? times.shift() : phrases.shift()
  }
}

const escaped = (text: string): string => text.replaceAll(/[^\p{L}\d\s]/gu, "\\$&")
