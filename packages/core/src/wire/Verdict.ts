/** Does not fit. A verdict is a small integer, so that the verdicts of an object's parts are joined by `|`. */
export const Bad = 0
/** Fits. */
export const Ok = 1
/** Fits, and holds objects or arrays in places that the schema does not describe. How deep those go is not known. */
export const Untyped = 3

/** Says whether a parsed JSON value fits. */
export type Check = (value: unknown) => number
