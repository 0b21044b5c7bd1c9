/** What a function that can fail returns: a value or a typed error, never a throw. The tags and fields are those of Effect's `Result`. */
export type Result<A, E> = Success<A> | Failure<E>

/** It worked. */
export interface Success<A> {
  readonly _tag: "Success"
  readonly success: A
}

/** It did not, for this reason. */
export interface Failure<E> {
  readonly _tag: "Failure"
  readonly failure: E
}

/** The value of something that worked. */
export const succeed = <A>(success: A): Success<A> => ({ _tag: "Success", success })

/** The error of something that did not. */
export const fail = <E>(failure: E): Failure<E> => ({ _tag: "Failure", failure })
