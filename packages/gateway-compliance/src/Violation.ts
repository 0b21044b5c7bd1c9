/** A requirement that was not met, and the questions that the bodies ask. */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"

/** `detail` says what was expected and what came instead. */
export class Violation extends Data.TaggedError("Violation")<{ readonly detail: string }> {
  override get message(): string {
    return this.detail
  }
}

const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 400)

/** Fails if the values differ. Arrays and objects are compared by what they hold. */
export const same = (what: string, actual: unknown, expected: unknown): Effect.Effect<void, Violation> =>
  Equal.equals(actual, expected)
    ? Effect.void
    : Effect.fail(new Violation({ detail: `${what}: expected ${shown(expected)}, got ${shown(actual)}` }))

/** Fails if the condition does not hold. */
export const holds = (what: string, condition: boolean): Effect.Effect<void, Violation> =>
  condition ? Effect.void : Effect.fail(new Violation({ detail: `${what}: it does not hold` }))

/** Succeeds with the failure of the effect, which has to have this tag. */
export const failsWith = <A, E extends { readonly _tag: string }, R, Tag extends E["_tag"]>(
  what: string,
  tag: Tag,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<Extract<E, { readonly _tag: Tag }>, Violation, R> =>
  Effect.matchEffect(effect, {
    onSuccess: (value) =>
      Effect.fail(new Violation({ detail: `${what}: expected ${tag}, got the success ${shown(value)}` })),
    onFailure: (error) =>
      hasTag(error, tag)
        ? Effect.succeed(error)
        : Effect.fail(new Violation({ detail: `${what}: expected ${tag}, got ${error._tag}` }))
  })

const hasTag = <E extends { readonly _tag: string }, Tag extends E["_tag"]>(
  error: E,
  tag: Tag
): error is Extract<E, { readonly _tag: Tag }> => error._tag === tag
