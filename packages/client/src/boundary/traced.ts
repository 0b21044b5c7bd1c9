/**
 * Stack traces of the caller. An error of an asynchronous call is made long after the call, without the caller's
 * frames. Every public function is `traced`, so that its errors have the stack of the call, beginning at the caller's
 * line.
 */
import { type Call, callOf } from "@antiphon/core/boundary"
import { RealtimeError } from "../RealtimeError.ts"

/** Wraps a function. Its rejections are copies with the stack of the call, so that one error can reach many callers. */
export const traced = <A extends ReadonlyArray<unknown>, B>(
  work: (...args: A) => Promise<B>
): ((...args: A) => Promise<B>) => {
  const called = async (...args: A): Promise<B> => {
    const call = callOf(called)
    try {
      return await work(...args)
    } catch (error) {
      throw grafted(error, call)
    }
  }
  return called
}

/**
 * {@link traced} for a function that is called many times a second. It returns `undefined` if it is done at once, and then
 * nothing is kept of the call, because nothing can fail any more.
 */
export const tracedIfLate = <A extends ReadonlyArray<unknown>>(
  work: (...args: A) => Promise<void> | undefined
): ((...args: A) => Promise<void>) => {
  const called = async (...args: A): Promise<void> => {
    let call: Call | undefined
    try {
      const late = work(...args)
      if (late === undefined) return
      call = callOf(called)
      await late
    } catch (error) {
      throw grafted(error, call ?? callOf(called))
    }
  }
  return called
}

/** {@link traced} for a synchronous function. */
export const tracedSync = <A extends ReadonlyArray<unknown>, B>(work: (...args: A) => B): ((...args: A) => B) => {
  const called = (...args: A): B => {
    try {
      return work(...args)
    } catch (error) {
      throw grafted(error, callOf(called))
    }
  }
  return called
}

export { type Call, callOf }

/** The error with the stack of the call. */
export const grafted = (error: unknown, { stack }: Call): unknown => {
  if (!(error instanceof RealtimeError)) return error
  const { cause, code, detail, message } = error
  const copy = new RealtimeError(code, message, detail, cause === undefined ? undefined : { cause })
  const frames = stack?.indexOf("\n    at ") ?? -1
  if (frames !== -1) copy.stack = `${String(copy)}${stack?.slice(frames)}`
  return copy
}
