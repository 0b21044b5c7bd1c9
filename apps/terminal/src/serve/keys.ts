/** Reads the keys that clients must have from the environment. */
import { Keys } from "@antiphon/server"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

/** The keys in `ANTIPHON_KEYS`, separated by commas. Empty if it is not set. */
export const keysOfEnvironment: Effect.Effect<ReadonlyArray<Redacted.Redacted<string>>> = Config.option(
  Config.Redacted("ANTIPHON_KEYS")
).pipe(
  Effect.orDie,
  Effect.map((all) =>
    Redacted.value(Option.getOrElse(all, () => Redacted.make("")))
      .split(",")
      .map((key) => key.trim())
      .filter((key) => key !== "")
      .map((key) => Redacted.make(key))
  )
)

/** The keys that clients must have. Without any in the environment, everyone is admitted. */
export const keysLayer: Layer.Layer<Keys> = Layer.unwrap(
  Effect.map(keysOfEnvironment, (apiKeys) => Keys.layer(apiKeys.length === 0 ? {} : { apiKeys }))
)
