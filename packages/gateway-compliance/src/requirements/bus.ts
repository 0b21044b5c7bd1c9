/** The requirements on `SessionBus` and `Nodes`. */
import { freshToken, type Seen } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Requirement } from "../Bench.ts"
import { failsWith, holds, same } from "../Violation.ts"

const answered = (question: unknown) => Effect.succeed({ got: question })

export const bus = {
  "bus.ask": {
    says: "The owner is asked from any node, and each question gets its own answer.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        yield* a.bus.own(sid, answered)
        const questions = Array.from({ length: 30 }, (_, n) => ({ n, text: "é “" }))
        const answers = yield* Effect.forEach(
          questions,
          (question, n) => (n % 2 === 0 ? a : b).bus.ask(sid, question),
          {
            concurrency: "unbounded"
          }
        )
        yield* same(
          "the answers",
          answers,
          questions.map((got) => ({ got }))
        )
      })
  },
  "bus.gone": {
    says: "A session without an owner answers with NoSuchSession at once, before it was owned and after it.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        yield* failsWith("a question to nothing", "NoSuchSession", b.bus.ask(sid, {}, "1 minute"))
        const scope = yield* Scope.make()
        yield* Scope.provide(a.bus.own(sid, answered), scope)
        yield* b.bus.ask(sid, {})
        yield* Scope.close(scope, Exit.void)
        yield* failsWith("a question after the end", "NoSuchSession", b.bus.ask(sid, {}, "1 minute"))
        yield* failsWith("an observer after the end", "NoSuchSession", Effect.scoped(b.bus.observe(sid)))
      })
  },
  "bus.late": {
    says: "An owner that does not answer in time fails the question with EngineUnavailable, and others are answered.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        yield* a.bus.own(sid, (question) => (question === "late" ? Effect.never : Effect.succeed("in time")))
        const late = yield* Effect.forkChild(Effect.flip(b.bus.ask(sid, "late", "300 millis")))
        yield* same("the other answer", yield* b.bus.ask(sid, "now"), "in time")
        yield* same("the late one", (yield* Fiber.join(late))._tag, "EngineUnavailable")
      })
  },
  "bus.observe": {
    says: "Observers on any node see all events from then on, in order and numbered, until they end.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        const owner = yield* a.bus.own(sid, answered)
        yield* same("observers before", owner.observers(), 0)
        owner.publish("unseen")
        const scope = yield* Scope.make()
        const seen = yield* Effect.forEach([a, b], ({ bus }) =>
          Effect.flatMap(Scope.provide(bus.observe(sid, 2_000), scope), (events) =>
            Effect.forkChild(Stream.runCollect(Stream.take(events, 1_000)))
          )
        )
        yield* same("observers", owner.observers(), 2)
        for (let n = 0; n < 1_000; n++) owner.publish(`{"n":${n},"text":"é"}`)
        const expected = Array.from({ length: 1_000 }, (_, n): Seen => ({ n: n + 2, event: `{"n":${n},"text":"é"}` }))
        for (const fiber of seen) yield* same("what was seen", yield* Fiber.join(fiber), expected)
        yield* Scope.close(scope, Exit.void)
        // Each answer shows that the owner had time to learn of the end.
        yield* Effect.repeat(b.bus.ask(sid, {}), { until: () => owner.observers() === 0 })
      })
  },
  "bus.slow": {
    says: "A slow observer misses the oldest beyond its bound, sees the gap by the numbers, and disturbs no other.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        const owner = yield* a.bus.own(sid, answered)
        const slow = yield* b.bus.observe(sid, 8)
        const quick = yield* b.bus.observe(sid, 1_000)
        const all = yield* Effect.forkChild(Stream.runCollect(Stream.take(quick, 500)))
        for (let n = 0; n < 500; n++) owner.publish(`${n}`)
        yield* same("the quick one's", (yield* Fiber.join(all)).length, 500)
        const few = yield* Stream.runCollect(Stream.take(slow, 8))
        yield* same("the last of the slow one", few.at(-1)?.event, "499")
        yield* holds(
          "the gap is numbered",
          few.every(({ event, n }) => Number(event) + 1 === n)
        )
      })
  },
  "nodes.list": {
    says: "Nodes that announced themselves are listed with their last record, until they leave.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const [one, two] = [freshToken("n"), freshToken("n")]
        const record = { node: one, sessions: 3, draining: false, startedAt: 7 }
        yield* a.nodes.announce(record)
        yield* a.nodes.announce({ ...record, draining: true })
        yield* b.nodes.announce({ ...record, node: two })
        const mine = () => Effect.map(b.nodes.list, (all) => all.filter(({ node }) => node === one || node === two))
        const listed = (yield* mine()).toSorted((x) => (x.node === one ? -1 : 1))
        yield* same("the nodes", listed, [
          { ...record, draining: true },
          { ...record, node: two }
        ])
        yield* a.nodes.leave(one)
        yield* same("those that are left", yield* mine(), [{ ...record, node: two }])
        yield* b.nodes.leave(two)
      })
  }
} as const satisfies Record<string, Requirement>
