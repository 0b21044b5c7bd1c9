/** Reads and rewrites parsed JSON without trusting its shape. */
import type { Frame } from "@antiphon/core/transport"

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The object at a key, or an empty one. */
export const fieldsAt = (value: unknown, key: string): Fields => {
  const found = isFields(value) ? value[key] : undefined
  return isFields(found) ? found : {}
}

/** The text at a key, or `undefined`. */
export const textAt = (value: unknown, key: string): string | undefined => {
  const found = isFields(value) ? value[key] : undefined
  return typeof found === "string" ? found : undefined
}

/** The list at a key, or an empty one. */
export const listAt = (value: unknown, key: string): ReadonlyArray<unknown> => {
  const found = isFields(value) ? value[key] : undefined
  return Array.isArray(found) ? found : []
}

/** A copy without some keys. */
export const without = (fields: Fields, ...keys: ReadonlyArray<string>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)))

/** A copy of a frame with other fields. Its type stays. */
export const withFields = (frame: Frame, fields: Fields): Frame => ({ ...frame, ...fields })

/** Moves keys, those that are present alone. */
export const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
