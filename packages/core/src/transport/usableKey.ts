/**
 * The key that a credential gives, checked before it becomes a header. It stands apart from the endpoints, because they
 * describe a connection and load nothing of Effect's runtime.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Endpoint } from "./Endpoint.ts"
import { Protocol, type TransportError, transportError } from "./TransportError.ts"

/** Characters that no header may hold. A line break would end the header, and every server refuses the others. */
// oxlint-disable-next-line no-control-regex
const control = /[\u0000-\u001f\u007f-\u009f]/

/**
 * The key for the connection about to be made, without blanks around it, or none if the endpoint has no credential. Fails
 * if the credential gives no key, an empty one or one with control characters, before the adapter dials. No message quotes
 * the key.
 */
export const usableKey = <In, Out>({
  credential: given
}: Endpoint<In, Out>): Effect.Effect<Option.Option<Redacted.Redacted<string>>, TransportError> =>
  Effect.suspend(() => {
    if (Option.isNone(given)) return Effect.succeedNone
    const credential: unknown = given.value
    // TypeScript rules this out, and JavaScript does not.
    if (!Redacted.isRedacted(credential) && !Effect.isEffect(credential)) {
      return Effect.fail(
        unusable("the credential is neither a Redacted nor an effect that gives one. Use Redacted.make(key).")
      )
    }
    const effect = Redacted.isRedacted(given.value) ? Effect.succeed(given.value) : given.value
    return Effect.flatMap(effect, checked)
  })

const checked = (
  key: Redacted.Redacted<string>
): Effect.Effect<Option.Option<Redacted.Redacted<string>>, TransportError> => {
  const value: unknown = Redacted.isRedacted(key) ? Redacted.value(key) : undefined
  if (typeof value !== "string")
    return Effect.fail(unusable(`the credential gave no key but a value of type ${typeof value}.`))
  const text = value.trim()
  if (text === "") return Effect.fail(unusable("the key is empty. Give a key, or leave the credential out."))
  if (control.test(text)) {
    return Effect.fail(
      unusable("the key contains a line break or another control character. Give the key alone, on one line.")
    )
  }
  return Effect.succeedSome(text === value ? key : Redacted.make(text))
}

const unusable = (detail: string): TransportError => transportError(new Protocol({ detail }))
