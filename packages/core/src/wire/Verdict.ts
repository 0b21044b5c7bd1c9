/** Does not fit. A verdict is a small integer, so that the verdicts of an object's parts are joined by `|`. */
export const Bad = 0
/** Fits. */
export const Ok = 1
/** Fits, and holds objects or arrays in places that the schema does not describe. How deep those go is not known. */
export const Untyped = 3

/** Says whether a parsed JSON value fits. */
export type Check = (value: unknown) => number

/** Fits everything. How deep an object or array goes is not known. */
export const isAnything: Check = (value) => (typeof value === "object" && value !== null ? Untyped : Ok)

/**
 * Values that fit without a call of the check, as bits. Most values are of these kinds. Safe integers are `whole`, and the
 * check decides every other number.
 */
export const text = 1
export const nothing = 2
export const flag = 4
export const whole = 8
export const every = 15

/** Whether bits have the kind of a value. */
export const isQuick = (bits: number, value: unknown): boolean => {
  if (typeof value === "string") return (bits & text) !== 0
  if (value === null) return (bits & nothing) !== 0
  if (typeof value === "number") return (bits & whole) !== 0 && Number.isSafeInteger(value)
  return typeof value === "boolean" && (bits & flag) !== 0
}
