/** The requirements on `UsageLog` and `Secrets`. */
import { freshToken, type UsageRecord } from "@antiphon/gateway"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Requirement } from "../Bench.ts"
import { holds, same } from "../Violation.ts"

const usageOf = (fields: Partial<UsageRecord>): UsageRecord => ({
  tenant: freshToken("t"),
  sid: freshToken("sess"),
  id: "resp_é 1",
  kind: "response",
  model: "gpt-realtime",
  at: 1_700_000_000_000,
  usage: { total_tokens: 3, input_token_details: { text_tokens: 2 } },
  ...fields
})

export const records = {
  "usage.once": {
    says: "The use of one response is booked once, however many nodes book it at once.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const record = usageOf({})
        const booked = yield* Effect.forEach(
          Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? a : b)),
          ({ usage }) => usage.record(record),
          { concurrency: "unbounded" }
        )
        yield* same("booked", booked.filter(Boolean).length, 1)
        yield* same("once more", yield* b.usage.record(record), false)
        const [found, ...more] = yield* b.usage.read(record.tenant)
        yield* same("the record", [found, more], [{ ...record, position: found?.position }, []])
        yield* same("another session's", yield* a.usage.record({ ...record, sid: freshToken("sess") }), true)
      })
  },
  "usage.read": {
    says: "A reader goes on after a position, gets at most the limit, and sees only the tenant's records.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const tenant = freshToken("t")
        for (let n = 0; n < 12; n++)
          yield* (n % 2 === 0 ? a : b).usage.record(usageOf({ tenant, id: `r${n}`, usage: null }))
        yield* a.usage.record(usageOf({}))
        const all = yield* b.usage.read(tenant)
        yield* same(
          "all",
          all.map(({ id }) => id),
          Array.from({ length: 12 }, (_, n) => `r${n}`)
        )
        yield* holds(
          "positions grow",
          all.every(({ position }, n) => n === 0 || position > (all[n - 1]?.position ?? 0))
        )
        const after = all[4]?.position ?? 0
        const few = yield* a.usage.read(tenant, { after, limit: 3 })
        yield* same("three after the fifth", few, all.slice(5, 8))
        yield* same("of a tenant without any", yield* a.usage.read(freshToken("t")), [])
      })
  },
  "usage.restart": {
    says: "Booked use is there after the node was started again, and is not booked again.",
    body: ({ a, restart }) =>
      Effect.gen(function* () {
        const record = usageOf({})
        yield* a.usage.record(record)
        const node = yield* restart
        yield* same("booked again", yield* node.usage.record(record), false)
        yield* same("the records", (yield* node.usage.read(record.tenant)).length, 1)
      })
  },
  "secrets.keep": {
    says: "A grant is found by any node until it expires, and nothing else is.",
    body: ({ a, b, restart }) =>
      Effect.gen(function* () {
        const tenant = freshToken("t")
        const [digest, bare, expired] = [freshToken("d"), freshToken("d"), freshToken("d")]
        const now = yield* Clock.currentTimeMillis
        const expiresAt = now + 3_600_000
        const grant = { tenant, expiresAt, session: { type: "realtime", instructions: "é “" } }
        yield* a.secrets.keep(digest, grant)
        yield* a.secrets.keep(bare, { tenant, expiresAt })
        yield* a.secrets.keep(expired, { ...grant, expiresAt: now - 1 })
        yield* same("the grant", Option.getOrUndefined(yield* b.secrets.find(digest)), grant)
        yield* same("the bare one", Option.getOrUndefined(yield* b.secrets.find(bare)), { tenant, expiresAt })
        yield* same("the expired one", Option.isNone(yield* b.secrets.find(expired)), true)
        yield* same("an unknown one", Option.isNone(yield* b.secrets.find(freshToken("d"))), true)
        const node = yield* restart
        yield* same("after a restart", Option.getOrUndefined(yield* node.secrets.find(digest)), grant)
      })
  }
} as const satisfies Record<string, Requirement>
