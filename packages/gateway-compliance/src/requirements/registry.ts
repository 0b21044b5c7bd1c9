/** The requirements on `SessionRegistry`. */
import { freshToken, type SessionRecord } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Requirement } from "../Bench.ts"
import { same } from "../Violation.ts"

const recordOf = (node: SessionRecord["node"], fields: Partial<SessionRecord> = {}): SessionRecord => ({
  sid: freshToken("sess"),
  tenant: freshToken("t"),
  node,
  epoch: 1,
  state: "live",
  since: 1_700_000_000_000,
  model: "gpt-realtime “é”",
  ...fields
})

const sids = (records: ReadonlyArray<SessionRecord>) => records.map(({ sid }) => String(sid)).toSorted()

export const registry = {
  "registry.put": {
    says: "A record that one node wrote is found by another, and is gone when it was removed.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const record = recordOf(a.name)
        yield* same("nothing yet", Option.isNone(yield* b.registry.get(record.sid)), true)
        yield* same("the write", yield* a.registry.put(record), true)
        yield* same("the record", Option.getOrUndefined(yield* b.registry.get(record.sid)), record)
        yield* b.registry.remove(record.sid)
        yield* same("the removed one", Option.isNone(yield* a.registry.get(record.sid)), true)
        yield* same("the list", yield* a.registry.list({ tenant: record.tenant }), [])
      })
  },
  "registry.epoch": {
    says: "A record of an earlier epoch is not written over a later one, and one of the same epoch is.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const record = recordOf(a.name, { epoch: 2 })
        yield* a.registry.put(record)
        yield* same("the earlier one", yield* b.registry.put({ ...record, node: b.name, epoch: 1 }), false)
        yield* same("the record", Option.getOrUndefined(yield* b.registry.get(record.sid)), record)
        const suspended = { ...record, state: "suspended" } as const
        yield* same("the same epoch", yield* b.registry.put(suspended), true)
        yield* same("the later one", Option.getOrUndefined(yield* a.registry.get(record.sid)), suspended)
        const races = Array.from({ length: 8 }, (_, n) => ({ ...record, epoch: 3 + n }))
        yield* Effect.forEach(races, (each, n) => (n % 2 === 0 ? a : b).registry.put(each), {
          concurrency: "unbounded"
        })
        const last = Option.getOrUndefined(yield* a.registry.get(record.sid))
        yield* same("the last of a race", last?.epoch, 10)
      })
  },
  "registry.list": {
    says: "The list of a tenant holds its sessions and no others, and the whole list holds all.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const [tenant, other] = [freshToken("t"), freshToken("t")]
        const mine = Array.from({ length: 60 }, () => recordOf(a.name, { tenant }))
        const theirs = recordOf(b.name, { tenant: other })
        yield* Effect.forEach(mine, (record) => a.registry.put(record), { concurrency: "unbounded" })
        yield* b.registry.put(theirs)
        yield* same("the tenant's", sids(yield* b.registry.list({ tenant })), sids(mine))
        yield* same("the other's", sids(yield* a.registry.list({ tenant: other })), sids([theirs]))
        const all = new Set(sids(yield* a.registry.list()))
        yield* same(
          "those that the whole list lacks",
          sids([...mine, theirs]).filter((sid) => !all.has(sid)),
          []
        )
      })
  },
  "registry.restart": {
    says: "Records are there after the node was started again.",
    body: ({ a, restart }) =>
      Effect.gen(function* () {
        const record = recordOf(a.name, { state: "suspended" })
        yield* a.registry.put(record)
        const node = yield* restart
        yield* same("the record", Option.getOrUndefined(yield* node.registry.get(record.sid)), record)
      })
  }
} as const satisfies Record<string, Requirement>
