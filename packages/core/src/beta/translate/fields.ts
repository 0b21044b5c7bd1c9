/** Moves fields between wire objects: what is absent stays absent, what is null stays null. */
import type { Trail } from "./Lost.ts"

/** `{ key: f(value) }`, with null as it is, or nothing where the value is absent. */
export const put = <K extends string, A, B>(
  key: K,
  value: A | undefined,
  f: (value: NonNullable<A>) => B
): { readonly [P in K]?: B | (A & null) } => {
  if (value === undefined) return {}
  return only(key, value === null ? value : f(value as NonNullable<A>))
}

/** As {@link put}, for a value that both dialects spell alike. */
export const move = <K extends string, A>(key: K, value: A | undefined): { readonly [P in K]?: A } =>
  value === undefined ? {} : only(key, value)

/**
 * `{ key: fields }` joined with what `value[key]` carries, or nothing where neither says anything. The dialects nest
 * differently, so keys that neither names stay under the object they were in.
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

/** `{ key: object }`, or nothing where the object says nothing. */
export const group = <K extends string, A extends object>(key: K, value: A): { readonly [P in K]?: A } =>
  Object.keys(value).length === 0 ? {} : only(key, value)

// TypeScript gives a computed key an index signature; the object has exactly this key.
const only = <K extends string, A>(key: K, value: A): { readonly [P in K]?: A } =>
  ({ [key]: value }) as { readonly [P in K]?: A }
