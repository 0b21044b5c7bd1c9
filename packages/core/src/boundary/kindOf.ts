/** The kinds of values, as messages name them, and tests of them. */

/** Returns the kind of a value, e.g. `a string`, `an array`, `NaN`, `a Float32Array` or `undefined`. Quotes no text. */
export const kindOf = (value: unknown): string => {
  if (value === undefined || value === null) return String(value)
  if (typeof value === "number") return String(value)
  const kind = Array.isArray(value) ? "array" : typeof value === "object" ? classOf(value) : typeof value
  return `${/^[aeiou]/i.test(kind) ? "an" : "a"} ${kind}`
}

/** Compared by name, since an object of another realm (a test environment, a frame) has another class. */
const classOf = (value: object): string => {
  const name = Object.prototype.toString.call(value).slice(8, -1)
  return /^[A-Z]\w{0,39}$/.test(name) && name !== "Object" ? name : "object"
}

/** Whether it is an object with fields, and no array. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Whether it is an object that may hold options. An array, samples, a promise or a map is none. */
export const isOptions = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && !/^(\w+Array|ArrayBuffer|DataView|Promise|Map|Set|Date)$/.test(classOf(value))

/** Whether it is a text that has more than blanks. */
export const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== ""

export const isFunction = (value: unknown): value is (...args: ReadonlyArray<never>) => unknown =>
  typeof value === "function"

export const isInt16Array = (value: unknown): value is Int16Array => isArrayOf(value, "Int16Array")

/** Whether it is a typed array of this name, of whatever realm. */
export const isArrayOf = (value: unknown, name: string): boolean => ArrayBuffer.isView(value) && classOf(value) === name

/** Whether it is a number from `least` to `most`. */
export const isNumber = (value: unknown, least = -Infinity, most = Infinity): value is number =>
  typeof value === "number" && value >= least && value <= most

/** Timers accept no more, and fire at once above it. */
const maxMs = 2 ** 31 - 1

export const isMs = (value: unknown): boolean => typeof value === "number" && value > 0 && value <= maxMs

export const hasMethods =
  (...names: ReadonlyArray<string>) =>
  (value: unknown): boolean =>
    isObject(value) && names.every((name) => isFunction(value[name]))

/** Whether a value is an open connection of a transport, or a listener's accepted one. */
export const isConnection = (value: unknown): boolean =>
  hasMethods("send", "close")(value) && isObject(value) && value["incoming"] !== undefined
