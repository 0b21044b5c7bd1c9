/** Moves fields between wire objects. An absent field stays absent, and null stays null. */
import type { Trail } from "./Lost.ts"

/** Returns `{ key: f(value) }`, with null as it is, or nothing if the value is absent. */
export const put = <K extends string, A, B>(
  key: K,
  value: A | undefined,
  f: (value: NonNullable<A>) => B
): { readonly [P in K]?: B | (A & null) } => {
  if (value === undefined) return {}
  return only(key, value === null ? value : f(value as NonNullable<A>))
}

/** Works as {@link put}, for a value that both dialects spell alike. */
export const move = <K extends string, A>(key: K, value: A | undefined): { readonly [P in K]?: A } =>
  value === undefined ? {} : only(key, value)

/**
 * Returns `{ key: fields }` joined with the keys that `value[key]` carries, or nothing if both are empty. The dialects
 * nest differently, so keys that neither names stay under the object they were in.
 */
export const join = <K extends string, A extends object>(
  value: object,
  key: K,
  fields: A,
  trail: Trail
): { readonly [P in K]?: A } => {
  const carried: unknown = Reflect.get(value, key)
  if (carried === undefined) return group(key, fields)
  if (isObject(carried)) return only(key, { ...carried, ...fields })
  trail.lose({ [key]: carried }, "GA has an object there")
  return only(key, fields)
}

export const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Returns `{ key: object }`, or nothing if the object is empty. */
export const group = <K extends string, A extends object>(key: K, value: A): { readonly [P in K]?: A } =>
  Object.keys(value).length === 0 ? {} : only(key, value)

// TypeScript gives a computed key an index signature. The object has exactly this key.
const only = <K extends string, A>(key: K, value: A): { readonly [P in K]?: A } =>
  ({ [key]: value }) as { readonly [P in K]?: A }
