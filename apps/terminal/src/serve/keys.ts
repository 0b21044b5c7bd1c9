/** The keys that clients must have. */
import type { Handshake } from "@antiphon/core"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { createHash, timingSafeEqual } from "node:crypto"

export type Keys = ReadonlyArray<Redacted.Redacted<string>>

/** `ANTIPHON_KEYS`, separated by commas; none where it is not set. */
export const keysOfEnvironment: Effect.Effect<Keys> = Config.option(Config.Redacted("ANTIPHON_KEYS")).pipe(
  Effect.orDie,
  Effect.map((all) =>
    Redacted.value(Option.getOrElse(all, () => Redacted.make("")))
      .split(",")
      .map((key) => key.trim())
      .filter((key) => key !== "")
      .map((key) => Redacted.make(key))
  )
)

/** Whether a client may come in: with no keys everyone may. Takes as long for a wrong key as for a right one. */
export const isAdmitted = (keys: Keys, offered: Handshake["key"]): boolean =>
  keys.length === 0 ||
  (Option.isSome(offered) && keys.filter((key) => timingSafeEqual(digest(key), digest(offered.value))).length > 0)

const digest = (key: Redacted.Redacted<string>): Buffer => createHash("sha256").update(Redacted.value(key)).digest()
