/** The key of an endpoint as it can be sent, for adapter authors. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { type Endpoint, key } from "./Endpoint.ts"
import { Protocol, type TransportError, transportError } from "./TransportError.ts"

/**
 * The key for the connection about to be made, without blanks around it. A credential that is there and gives no key is a
 * mistake, an unset variable of the environment most often. It fails here, before anything is dialled with a key that says
 * nothing. An endpoint without a credential gives none.
 */
export const usableKey = <In, Out>(
  endpoint: Endpoint<In, Out>
): Effect.Effect<Option.Option<Redacted.Redacted<string>>, TransportError> =>
  Effect.suspend(() => {
    const credential: unknown = Option.getOrUndefined(endpoint.credential)
    // TypeScript rules this out, and JavaScript does not.
    if (credential !== undefined && !Redacted.isRedacted(credential) && !Effect.isEffect(credential)) {
      return Effect.fail(
        unusable("the credential is no Redacted, and no effect that gives one: use Redacted.make(key)")
      )
    }
    return Effect.flatMap(key(endpoint), (given) => {
      if (Option.isNone(given)) return Effect.succeedNone
      const value: unknown = Redacted.isRedacted(given.value) ? Redacted.value(given.value) : undefined
      if (typeof value !== "string") return Effect.fail(unusable(`the credential gave no key: ${typeof value}`))
      const text = value.trim()
      if (text === "") return Effect.fail(unusable("the key is empty: give one, or leave the credential out"))
      return Effect.succeedSome(text === value ? given.value : Redacted.make(text))
    })
  })

const unusable = (detail: string): TransportError => transportError(new Protocol({ detail }))
