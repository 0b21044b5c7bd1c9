/**
 * Returned by every function that can fail. It is a value or a typed error, and never a throw. Tags and fields are
 * those of Effect's `Result`.
 */
export type Result<A, E> = Success<A> | Failure<E>

/** The function worked. */
export interface Success<A> {
  readonly _tag: "Success"
  readonly success: A
}

/** The function failed, for this reason. */
export interface Failure<E> {
  readonly _tag: "Failure"
  readonly failure: E
}

/** Makes the result of a function that worked. */
export const succeed = <A>(success: A): Success<A> => ({ _tag: "Success", success })

/** Makes the result of a function that failed. */
export const fail = <E>(failure: E): Failure<E> => ({ _tag: "Failure", failure })
