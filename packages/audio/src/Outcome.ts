/** What a function that can fail returns: a value or a typed error, never a throw. The tags and fields are those of Effect's `Result`. */
export type Outcome<A, E> = Success<A> | Failure<E>

export interface Success<A> {
  readonly _tag: "Success"
  readonly success: A
}

export interface Failure<E> {
  readonly _tag: "Failure"
  readonly failure: E
}

export const succeed = <A>(success: A): Success<A> => ({ _tag: "Success", success })

export const fail = <E>(failure: E): Failure<E> => ({ _tag: "Failure", failure })
