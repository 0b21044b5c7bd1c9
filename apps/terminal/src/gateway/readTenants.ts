/** Reads the tenants of `antiphon gateway` from a file. */
import { token } from "@antiphon/gateway"
import type { Tenant } from "@antiphon/gateway/node"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { readText } from "../readText.ts"

const Count = Schema.Int.check(Schema.isGreaterThan(0))

const File = Schema.fromJsonString(
  Schema.Struct({
    tenants: Schema.Array(
      Schema.Struct({
        name: Schema.String,
        keys: Schema.Array(Schema.String),
        maxSessions: Schema.optionalKey(Count),
        sessionsPerMinute: Schema.optionalKey(Count),
        models: Schema.optionalKey(Schema.Array(Schema.String)),
        operator: Schema.optionalKey(Schema.Boolean)
      })
    )
  })
)

/** Reads the file, or fails with what is wrong in it. Keys are not shown. */
export const readTenants = Effect.fnUntraced(function* (
  path: string
): Effect.fn.Return<ReadonlyArray<Tenant>, CliFailure> {
  const text = yield* readText(path, `--tenants ${path} cannot be read`)
  const wrong = cliFailure(
    `--tenants ${path} is not a list of tenants: write {"tenants": [{"name": "acme", "keys": ["sk-…"], "maxSessions": 10}]}`
  )
  const { tenants } = yield* Effect.mapError(Schema.decodeUnknownEffect(File)(text), () => wrong)
  return yield* Effect.forEach(tenants, ({ keys, name, ...limits }) => {
    const known = token(name)
    if (known === undefined) return Effect.fail(cliFailure(`tenant '${name}' needs a name of letters, digits, _ and -`))
    if (keys.some((key) => key.length < 8))
      return Effect.fail(cliFailure(`a key of tenant '${name}' is shorter than 8`))
    return Effect.succeed({ name: known, keys: keys.map((key) => Redacted.make(key)), ...limits })
  })
})
