/**
 * Values for keys that a server may leave out, because only one value can be meant. Each has a name, because a table is
 * text and cannot hold a function.
 */

/** Returns the value to use if a value is absent or does not fit, or undefined if there is none. */
type Fill = (value: unknown, parent: object) => unknown

type Fields = Readonly<Record<string, unknown>>

/** The arguments of a call as JSON text, whatever value they are. Empty while the call has no arguments yet. */
const textOfArguments: Fill = (value) => (value === undefined || value === null ? "" : JSON.stringify(value))

/** The message for an error that has none. */
const reasonOf: Fill = (_, error) => {
  const { code, type }: Fields = { ...error }
  const name = code ?? type
  return typeof name === "string" ? name : "The server gave no reason."
}

/** Builds the error of an event that has only a text in `error`, or has code and message beside `error`. */
const errorOf: Fill = (value, event) => {
  if (typeof value === "string") return { message: value }
  const { code, message, param }: Fields = { ...event }
  const said = Object.entries({ code, message, param }).filter(([, text]) => typeof text === "string")
  return said.length === 0 ? undefined : { message: reasonOf(undefined, { code }), ...Object.fromEntries(said) }
}

const codeOf: Fill = (_, parent) => {
  const { code }: Fields = { ...parent }
  return typeof code === "string" ? code : ""
}

/** Each value by the name that schemas and tables have for it. */
const fills = {
  zero: () => 0,
  emptyList: () => [],
  translation: () => "translation",
  arguments: textOfArguments,
  reason: reasonOf,
  error: errorOf,
  message: (value) => (typeof value === "string" ? { message: value } : {}),
  code: codeOf
} satisfies Readonly<Record<string, Fill>>

export type FillName = keyof typeof fills

/** Returns the value for an absent key, or undefined if there is none. */
export const fill = (name: FillName, value: unknown, parent: object): unknown => fills[name](value, parent)

export const isFillName = (name: string): name is FillName => Object.hasOwn(fills, name)
