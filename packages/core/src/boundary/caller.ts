/** Errors that begin at the caller's line. */

const platform: ErrorConstructor & { readonly captureStackTrace?: (target: object, called: object) => void } = Error

/**
 * Gives an error the stack of the call of `called`, the function that the user called, without the frames inside it.
 * Returns the error. Does nothing on platforms that cannot.
 */
export const fromCaller = <E extends Error>(error: E, called: (...args: never) => unknown): E => {
  platform.captureStackTrace?.(error, called)
  return error
}

/** A function was called with something that it does not take. The message names it and says what to pass. */
export class ArgumentError extends TypeError {
  override readonly name = "ArgumentError"
  readonly code = "invalid"
}

/** Throws an {@link ArgumentError} with the stack of the call of `called`. */
export const throwArgument = (called: (...args: never) => unknown, message: string): never => {
  throw fromCaller(new ArgumentError(message), called)
}

/** Throws a problem of the arguments, if there is one, as {@link throwArgument} does. */
export const refuseArgument = (called: (...args: never) => unknown, problem: string | undefined): void => {
  if (problem !== undefined) throwArgument(called, problem)
}

/** Where a function was called. */
export interface Call {
  readonly stack?: string
}

/** The place of the call of `called`. Costs little until it is read, and is empty on platforms without stacks of a call. */
export const callOf = (called: (...args: never) => unknown): Call => {
  const call: Call = {}
  platform.captureStackTrace?.(call, called)
  return call
}

/** Gives an error that was made long after a call the stack of the call. Returns the error. */
export const graftStack = <E>(error: E, { stack }: Call): E => {
  const frames = stack?.indexOf("\n    at ") ?? -1
  if (error instanceof Error && frames !== -1) error.stack = `${String(error)}${stack?.slice(frames)}`
  return error
}
