/** The requirements on `TenantLimits`. */
import { freshToken } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { announced, type Requirement } from "../Bench.ts"
import { holds, same } from "../Violation.ts"

const count = (results: ReadonlyArray<boolean>): number => results.filter(Boolean).length

const minute = { amount: 1_000, windowMs: 60_000 }

export const limits = {
  "limits.exact": {
    says: "Exactly as many sessions as the limit are admitted, however many arrive at once on any node.",
    body: (bench) =>
      Effect.gen(function* () {
        yield* announced(bench)
        const tenant = freshToken("t")
        const arrivals = Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? bench.a : bench.b))
        const admitted = yield* Effect.forEach(
          arrivals,
          ({ limits, name }) => limits.admit({ tenant, sid: freshToken("sess"), node: name }, 10),
          { concurrency: "unbounded" }
        )
        yield* same("admitted", count(admitted), 10)
        const other = { tenant: freshToken("t"), sid: freshToken("sess"), node: bench.a.name }
        yield* same("another tenant", yield* bench.a.limits.admit(other, 1), true)
      })
  },
  "limits.place": {
    says: "A session that has a place keeps it, takes it along to another node, and gives it back once.",
    body: (bench) =>
      Effect.gen(function* () {
        yield* announced(bench)
        const { a, b } = bench
        const tenant = freshToken("t")
        const place = { tenant, sid: freshToken("sess"), node: a.name }
        const next = { tenant, sid: freshToken("sess"), node: b.name }
        yield* same("the first", yield* a.limits.admit(place, 1), true)
        yield* same("the first again", yield* a.limits.admit(place, 1), true)
        yield* same("the first on the other node", yield* b.limits.admit({ ...place, node: b.name }, 1), true)
        if (a.name !== b.name) yield* a.limits.release(place)
        yield* same("the second while the first is there", yield* b.limits.admit(next, 1), false)
        yield* b.limits.release({ ...place, node: b.name })
        yield* same("the second", yield* b.limits.admit(next, 1), true)
        yield* b.limits.release({ ...place, node: b.name })
        yield* same("a third", yield* a.limits.admit({ ...place, sid: freshToken("sess") }, 1), false)
      })
  },
  "limits.left": {
    says: "The places of a node that left do not count.",
    body: (bench) =>
      Effect.gen(function* () {
        yield* announced(bench)
        const tenant = freshToken("t")
        const dead = freshToken("n")
        yield* bench.a.nodes.announce({ node: dead, sessions: 1, draining: false, startedAt: 1 })
        const place = { tenant, sid: freshToken("sess"), node: dead }
        yield* same("its place", yield* bench.a.limits.admit(place, 1), true)
        yield* bench.a.nodes.leave(dead)
        const next = { tenant, sid: freshToken("sess"), node: bench.b.name }
        yield* same("the next place", yield* bench.b.limits.admit(next, 1), true)
      })
  },
  "limits.rate": {
    says: "No more than the amount is spent in a window by all nodes, a refusal takes nothing, and meters are apart.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const tenant = freshToken("t")
        const meter = freshToken("m")
        yield* same("more than there is", yield* a.limits.spend(tenant, meter, 1_001, minute), false)
        const spent = yield* Effect.forEach(
          Array.from({ length: 240 }, (_, n) => (n % 2 === 0 ? a : b)),
          ({ limits }) => limits.spend(tenant, meter, 5, minute),
          { concurrency: 16 }
        )
        const taken = count(spent) * 5
        yield* holds(`at most 1,000 were spent (${taken})`, taken <= 1_000)
        yield* holds(`at most a tenth was refused early (${taken})`, taken >= 900)
        yield* same("another meter", yield* a.limits.spend(tenant, freshToken("m"), 5, minute), true)
        yield* same("another tenant", yield* b.limits.spend(freshToken("t"), meter, 5, minute), true)
      })
  },
  "limits.window": {
    says: "What was spent in one window does not count in the next.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const [tenant, meter] = [freshToken("t"), freshToken("m")]
        const rate = { amount: 1, windowMs: 400 }
        yield* same("the first", yield* a.limits.spend(tenant, meter, 1, rate), true)
        // No event says that a window has ended, so the suite asks again. Its deadline ends this.
        yield* Effect.repeat(b.limits.spend(tenant, meter, 1, rate), {
          until: (isTaken) => isTaken,
          schedule: Schedule.spaced("20 millis")
        })
      })
  }
} as const satisfies Record<string, Requirement>
