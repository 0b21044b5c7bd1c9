/** The keys of the server and their client secrets. What a secret costs is bounded in number and in characters. */
import { Endpoint, type Translation } from "@antiphon/core"
import { optionsProblem, refuseArgument } from "@antiphon/core/boundary"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { keyRules } from "../boundary/check.ts"
import { sizeOf } from "../machine/size.ts"
import { makeSessionClock } from "../session/SessionClock.ts"

/** A key, which logs and errors do not show. */
type Key = Redacted.Redacted<string>

/** What a client secret opens: sessions of one kind that begin with these settings. The connection may change them. */
export type SecretAccess =
  | { readonly _tag: "Session"; readonly session: SessionRequest | undefined }
  | { readonly _tag: "Translation"; readonly session: Translation.SessionTranslationCreate }

/** What a key opens. An API key opens everything, and can make client secrets. */
export type Access = { readonly _tag: "ApiKey" } | SecretAccess

/** A limit of live client secrets is reached. Wait until some have expired. `what` names the limit. */
export class TooManySecrets extends Data.TaggedError("TooManySecrets")<{
  readonly limit: number
  readonly what: "secrets" | "characters"
}> {}

/** A client secret as the caller receives it. */
export interface ClientSecret {
  /** `ek_…` */
  readonly value: Key
  /** Epoch seconds. */
  readonly expiresAt: number
}

/** Options of {@link Keys.layer}. */
export interface KeysOptions {
  /** The API keys, or a verifier that has 10 s to decide. Without them every API key is accepted, and so is no key. */
  readonly apiKeys?: ReadonlyArray<Key> | ((key: Key) => Effect.Effect<boolean>)
  /** Client secrets that may be live at once. Defaults to 10,000. */
  readonly maxSecrets?: number
  /** Characters that the settings of all live client secrets may have. Defaults to 8,388,608. */
  readonly maxSecretCharacters?: number
}

/** Characters of the settings of all live client secrets, of two bytes each at most. */
export const defaultSecretCharacters = 8 * 1024 * 1024

/** The beginning of each client secret, by which `Endpoint.isClientSecret` knows it. */
const prefix = "ek_"
/** Characters of a secret by which it is found. The rest must stay secret. */
const idChars = 16
/** How long a verifier may take. Then the key counts as wrong. */
const verifyDeadline = "10 seconds"

/**
 * The keys that open this server: its API keys, and the client secrets that it made (protocol section 0). Client secrets
 * are kept in memory, so each process has its own.
 */
export class Keys extends Context.Service<
  Keys,
  {
    /** Returns what a key opens, or none if it is wrong or has expired. Keys that begin with `ek_` are never API keys. */
    readonly verify: (key: Option.Option<Key>) => Effect.Effect<Option.Option<Access>>
    /** Makes a secret that opens any number of sessions until it expires. The sessions outlive it. */
    readonly makeSecret: (access: SecretAccess, seconds: number) => Effect.Effect<ClientSecret, TooManySecrets>
  }
>()("@antiphon/server/Keys") {
  static readonly layer = (options: KeysOptions = {}): Layer.Layer<Keys> => {
    refuseArgument(Keys.layer, optionsProblem("Keys.layer", options, keyRules))
    const { apiKeys, maxSecretCharacters = defaultSecretCharacters, maxSecrets = 10_000 } = options
    return Layer.effect(
      this,
      Effect.map(makeSessionClock, (clock) => {
        const secrets = new Map<string, Secret>()
        let characters = 0

        const isApiKey = (key: Option.Option<Key>): Effect.Effect<boolean> => {
          if (apiKeys === undefined) return Effect.succeed(true)
          if (Option.isNone(key)) return Effect.succeed(false)
          if (typeof apiKeys !== "function") {
            // All keys are compared, so that the time does not reveal which one was nearly right.
            return Effect.sync(() => apiKeys.filter((each) => sameSecret(key.value, each)).length > 0)
          }
          return Effect.timeoutOrElse(apiKeys(key.value), {
            duration: verifyDeadline,
            orElse: () => Effect.succeed(false)
          })
        }

        const findSecret = (key: Key): Effect.Effect<Option.Option<Access>> =>
          Effect.sync(() => {
            const secret = secrets.get(idOf(key))
            return secret !== undefined && sameSecret(key, secret.value) && clock.now() < secret.endsAt
              ? Option.some(secret.access)
              : Option.none()
          })

        const forgetExpired = (now: number): void => {
          for (const [id, { endsAt, size }] of secrets) {
            if (now < endsAt) continue
            secrets.delete(id)
            characters -= size
          }
        }

        return {
          verify: (key) =>
            Option.isSome(key) && Endpoint.isClientSecret(key.value)
              ? findSecret(key.value)
              : Effect.map(isApiKey(key), (isGood) => (isGood ? Option.some({ _tag: "ApiKey" }) : Option.none())),
          makeSecret: Effect.fnUntraced(function* (access, seconds) {
            const now = clock.now()
            const size = sizeOf(access)
            const isFull = () => secrets.size >= maxSecrets || characters + size > maxSecretCharacters
            if (isFull()) forgetExpired(now)
            if (secrets.size >= maxSecrets) return yield* new TooManySecrets({ limit: maxSecrets, what: "secrets" })
            if (isFull()) return yield* new TooManySecrets({ limit: maxSecretCharacters, what: "characters" })
            const value = Redacted.make(`${prefix}${randomHex(idChars / 2)}${randomHex(24)}`)
            const expiresAt = Math.floor((yield* Clock.currentTimeMillis) / 1000) + seconds
            // The client reads the wall clock. The server uses a clock that cannot be set.
            const endsAt = Math.floor(now / 1000) * 1000 + seconds * 1000
            secrets.set(idOf(value), { value, endsAt, size, access })
            characters += size
            return { value, expiresAt }
          })
        }
      })
    )
  }
}

/** A client secret as the server keeps it. */
interface Secret {
  readonly value: Key
  /** When it stops opening sessions, by the clock of the layer. */
  readonly endsAt: number
  readonly size: number
  readonly access: SecretAccess
}

/** The part of a secret by which it is found. */
const idOf = (key: Key): string => Redacted.value(key).slice(0, prefix.length + idChars)

/** Random bytes in hex, from the cryptographic generator. */
export const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("")

/** Encodes keys for the comparison. */
const encoder = new TextEncoder()

/** Compares two secrets in a time that reveals only the length of the first. Empty secrets are never equal. */
const sameSecret = (offered: Key, known: Key): boolean => {
  const a = encoder.encode(Redacted.value(offered))
  const b = encoder.encode(Redacted.value(known))
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i % b.length] ?? 0)
  return difference === 0 && a.length > 0
}
