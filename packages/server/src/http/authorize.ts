/** Reads the key of a request and asks what it opens. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { type HttpRefusal, wrongKey } from "./HttpRefusal.ts"
import type { Access, Keys } from "./Keys.ts"

/** Reads the key of a request from `Authorization: Bearer …` or `api-key`. */
export const keyOf = ({ headers }: Request): Option.Option<Redacted.Redacted<string>> => {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1]
  return Option.map(Option.fromNullishOr(bearer ?? headers.get("api-key")), (key) => Redacted.make(key))
}

/** Returns what the key of a request opens. Fails with 401 if the key is wrong. */
export const authorize = (keys: Keys["Service"], request: Request): Effect.Effect<Access, HttpRefusal> =>
  Effect.flatMap(keys.verify(keyOf(request)), (access) =>
    Option.isSome(access) ? Effect.succeed(access.value) : Effect.fail(wrongKey)
  )
