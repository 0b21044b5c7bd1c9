import { Base64 } from "@antiphon/audio"
import { Beta, ClientEvent, type Decoded, ServerEvent, Translation, type TransportError } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, describe, it } from "@effect/vitest"
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { choose, faultOfSent, isRateLimited, latenessMs } from "../src/faults/Faults.ts"
import { Engine, type Faults, serve, serveBeta, serveTranslation, withFaults } from "../src/index.ts"

const engine = Engine.scripted({ turns: [{ say: "One two three." }] })

/** Plays a session over a connection with faults. Returns what its client receives, and how it ends. */
const session = Effect.fnUntraced(function* (faults: Faults) {
  const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
  const received = yield* Queue.unbounded<Decoded<ServerEvent>, TransportError | Cause.Done>()
  yield* Effect.forkScoped(Stream.runIntoQueue(client.incoming, received))
  yield* Effect.forkScoped(Effect.provide(serve(withFaults(server, faults), undefined, { seed: "test" }), engine))
  const ask = (event_id: string) =>
    client.send(ClientEvent.make("response.create", { event_id, response: { output_modalities: ["text"] } }))
  return { client, ask, next: Queue.take(received), received }
})

/** What an event is called, malformed ones by why. */
const nameOf = (decoded: Decoded<ServerEvent>): string =>
  decoded._tag === "Malformed" ? decoded.error.reason : decoded.event.type

/** The events of one response after the greeting, without a fault. */
const whole = [
  "session.created",
  "response.created",
  "response.output_item.added",
  "conversation.item.added",
  "response.content_part.added",
  "response.output_text.delta",
  "response.output_text.delta",
  "response.output_text.delta",
  "response.output_text.done",
  "response.content_part.done",
  "response.output_item.done",
  "conversation.item.done",
  "response.done"
]

/** Takes a number of events of a session with one response. */
const play = Effect.fnUntraced(function* (faults: Faults, count: number) {
  const { ask, next } = yield* session(faults)
  yield* ask("first")
  return yield* Effect.replicateEffect(next, count)
}, Effect.scoped)

const codeOf = (error: TransportError) => (error.reason._tag === "Closed" ? error.reason.code : undefined)

describe("a connection with faults", () => {
  it.effect("is like any other if no fault happens", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual((yield* play({ seed: "", chances: {} }, whole.length)).map(nameOf), whole)
    })
  )

  it.effect("duplicate sends the chosen events twice, equal in every byte", () =>
    Effect.gen(function* () {
      const faults: Faults = { seed: "twice", chances: { duplicate: 0.25 } }
      const chosen = whole.map((_, n) => n).filter((n) => faultOfSent(faults, n) === "duplicate")
      assert.deepStrictEqual(chosen, [0, 2, 3, 7, 12])
      const all = yield* play(faults, whole.length + chosen.length)
      assert.deepStrictEqual(
        all.map(nameOf),
        whole.flatMap((name, n) => (chosen.includes(n) ? [name, name] : [name]))
      )
      for (const [before, n] of chosen.entries()) assert.deepStrictEqual(all[n + before], all[n + before + 1])
    })
  )

  it.effect("malformed replaces the chosen events by frames that are no events, in three ways", () =>
    Effect.gen(function* () {
      const faults: Faults = { seed: "broken", chances: { malformed: 0.3 } }
      const chosen = whole.map((_, n) => n).filter((n) => faultOfSent(faults, n) === "malformed")
      assert.deepStrictEqual(chosen, [1, 8, 9, 12])
      const names = (yield* play(faults, whole.length)).map(nameOf)
      const ways = ["Invalid", "NoType", "NotObject"]
      assert.deepStrictEqual(
        names,
        whole.map((name, n) => (chosen.includes(n) ? ways[choose(faults, n, 3)] : name))
      )
      assert.includeMembers(names, ["Invalid", "NotObject"])
    })
  )

  it.effect("late holds back the chosen event and all behind it, in order", () =>
    Effect.gen(function* () {
      const faults: Faults = { seed: "late", chances: { late: 0.15 } }
      const chosen = whole.map((_, n) => n).filter((n) => faultOfSent(faults, n) === "late")
      assert.deepStrictEqual(chosen, [5, 10])
      const { ask, next, received } = yield* session(faults)
      yield* ask("first")
      let at = 0
      for (const n of chosen) {
        const before = yield* Effect.replicateEffect(next, n - at)
        assert.deepStrictEqual(before.map(nameOf), whole.slice(at, n))
        const ms = latenessMs(faults, n)
        assert.isTrue(ms >= 100 && ms <= 2000)
        yield* TestClock.adjust(ms - 1)
        assert.strictEqual(Queue.sizeUnsafe(received), 0)
        yield* TestClock.adjust(1)
        at = n
      }
      const rest = yield* Effect.replicateEffect(next, whole.length - at)
      assert.deepStrictEqual(rest.map(nameOf), whole.slice(at))
    })
  )

  it.effect("cut closes the connection with 1011 in the middle of a response", () =>
    Effect.gen(function* () {
      const faults: Faults = { seed: "cut", chances: { cut: 0.15 } }
      const at = whole.findIndex((_, n) => faultOfSent(faults, n) === "cut")
      assert.strictEqual(at, 6)
      const { ask, client, next } = yield* session(faults)
      yield* ask("first")
      const all = yield* Effect.replicateEffect(next, at)
      assert.deepStrictEqual(all.map(nameOf), whole.slice(0, at))
      assert.strictEqual(codeOf(yield* client.ended), 1011)
    })
  )

  it.effect("expire sends session_expired and closes with 1001", () =>
    Effect.gen(function* () {
      const faults: Faults = { seed: "expire-4", chances: { expire: 0.1 } }
      const at = whole.findIndex((_, n) => faultOfSent(faults, n) === "expire")
      assert.strictEqual(at, 8)
      const { ask, client, next } = yield* session(faults)
      yield* ask("first")
      const all = yield* Effect.replicateEffect(next, at + 1)
      assert.deepStrictEqual(all.map(nameOf), [...whole.slice(0, at), "error"])
      const last = all.at(-1)
      const code = last?._tag === "Known" && last.event.type === "error" ? last.event.error.code : undefined
      assert.strictEqual(code, "session_expired")
      assert.strictEqual(codeOf(yield* client.ended), 1001)
    })
  )

  it.effect("half-open lets nothing through in either direction, and neither side closes", () =>
    Effect.gen(function* () {
      const faults: Faults = { seed: "silence-3", chances: { "half-open": 0.1 } }
      const at = whole.findIndex((_, n) => faultOfSent(faults, n) === "half-open")
      assert.strictEqual(at, 4)
      const { ask, client, next, received } = yield* session(faults)
      yield* ask("first")
      const all = yield* Effect.replicateEffect(next, at)
      assert.deepStrictEqual(all.map(nameOf), whole.slice(0, at))
      yield* ask("second")
      const ended = yield* Effect.forkChild(client.ended)
      yield* TestClock.adjust("50 minutes")
      assert.strictEqual(Queue.sizeUnsafe(received), 0)
      assert.isUndefined(ended.pollUnsafe())
      yield* Fiber.interrupt(ended)
    })
  )

  it.effect("half-open drops what the client sends, but not its close", () =>
    Effect.gen(function* () {
      const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
      const deaf = withFaults(server, { seed: "", chances: { "half-open": 1 } })
      const heard = yield* Effect.forkChild(Effect.exit(Stream.runCollect(Stream.take(deaf.incoming, 1))))
      yield* deaf.send(ServerEvent.make("input_audio_buffer.cleared", { event_id: "e" }))
      yield* client.send(ClientEvent.make("response.create", {}))
      yield* client.close()
      assert.strictEqual(codeOf(yield* deaf.ended), 1000)
      assert.isTrue(Exit.isFailure(yield* Fiber.join(heard)))
    })
  )

  it.effect("rate-limit refuses the chosen response.create by their event_id, and the others are answered", () =>
    Effect.gen(function* () {
      const faults: Faults = { seed: "limit-2", chances: { "rate-limit": 0.5 } }
      const refused = [0, 1, 2, 3, 4, 5].filter((n) => isRateLimited(faults, n))
      assert.deepStrictEqual(refused, [0, 2, 3])
      const { ask, next } = yield* session(faults)
      yield* next
      for (const n of [0, 1, 2, 3, 4, 5]) {
        yield* ask(`ask_${n}`)
        const answers = yield* Effect.replicateEffect(next, refused.includes(n) ? 1 : whole.length - 1)
        assert.deepStrictEqual(answers.map(nameOf), refused.includes(n) ? ["error"] : whole.slice(1))
        const [first] = answers
        if (first?._tag === "Known" && first.event.type === "error") {
          const { code, event_id, type } = first.event.error
          assert.deepStrictEqual([type, code, event_id], ["rate_limit_error", "rate_limit_exceeded", `ask_${n}`])
        }
      }
    })
  )

  it.effect("is the same frame by frame for the same seed, and differs for another", () =>
    Effect.gen(function* () {
      const chances = { duplicate: 0.3, malformed: 0.3 }
      const [first, again, other] = yield* Effect.forEach(["a", "a", "b"], (seed) => play({ seed, chances }, 12))
      assert.deepStrictEqual(again?.map(nameOf), first?.map(nameOf))
      assert.notDeepEqual(other?.map(nameOf), first?.map(nameOf))
    })
  )
})

describe("a connection of another vocabulary with faults", () => {
  it.effect("has the same faults in the beta, and refuses a response.create by its event_id", () =>
    Effect.gen(function* () {
      const { client, server } = yield* pair({ incoming: Beta.ServerEvent, outgoing: Beta.ClientEvent })
      const faults: Faults = { seed: "limit-2", chances: { "rate-limit": 0.5, duplicate: 0.25 } }
      assert.deepStrictEqual(
        [0, 1].map((n) => isRateLimited(faults, n)),
        [true, false]
      )
      yield* Effect.forkScoped(Effect.provide(serveBeta(withFaults(server, faults)), engine))
      for (const event_id of ["first", "second"]) {
        yield* client.send(Beta.ClientEvent.make("response.create", { event_id, response: { modalities: ["text"] } }))
      }
      const received = yield* client.incoming.pipe(
        Stream.takeUntil((each) => each._tag === "Known" && each.event.type === "response.done"),
        Stream.runCollect
      )
      const events = received.flatMap((each) => (each._tag === "Known" ? [each.event] : []))
      const refusals = events.flatMap((each) => (each.type === "error" ? [each.error.event_id] : []))
      assert.deepStrictEqual(refusals, ["first"])
      assert.isAbove(events.length, new Set(events.map((each) => JSON.stringify(each))).size)
      assert.include(
        events.map(({ type }) => type),
        "response.text.delta"
      )
    })
  )

  it.effect("has malformed frames and an early expiry in a translation session", () =>
    Effect.gen(function* () {
      const vocabulary = { incoming: Translation.ServerEvent, outgoing: Translation.ClientEvent }
      const { client, server } = yield* pair(vocabulary)
      const faults: Faults = { seed: "lost-5", chances: { malformed: 0.3, expire: 0.1 } }
      const plan = Array.from({ length: 20 }, (_, n) => faultOfSent(faults, n))
      const end = plan.indexOf("expire")
      assert.include(plan.slice(0, end), "malformed")
      yield* Effect.forkScoped(Effect.provide(serveTranslation(withFaults(server, faults)), Engine.echo))
      const audio = Base64.encode(new Uint8Array(4800))
      for (let n = 0; n < 20; n++) {
        yield* client.send(Translation.ClientEvent.make("session.input_audio_buffer.append", { audio }))
      }
      const received: Array<string> = []
      yield* client.incoming.pipe(
        Stream.runForEach((each) =>
          Effect.sync(() => received.push(each._tag === "Malformed" ? "malformed" : each.event.type))
        ),
        Effect.ignore
      )
      const expected = plan
        .slice(0, end)
        .map((fault, n) => (fault === "malformed" ? fault : n === 0 ? "session.created" : "session.output_audio.delta"))
      assert.deepStrictEqual(received, [...expected, "error"])
      assert.strictEqual(codeOf(yield* client.ended), 1001)
    })
  )
})

it("faults happen as often as their chances say, one at a time, for any seed", () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const faults: Faults = { seed, chances: { late: 0.2, duplicate: 0.1, cut: 0.05 } }
      const all = Array.from({ length: 4000 }, (_, n) => faultOfSent(faults, n))
      const share = (fault: string | undefined) => all.filter((each) => each === fault).length / all.length
      assert.closeTo(share("late"), 0.2, 0.05)
      assert.closeTo(share("duplicate"), 0.1, 0.05)
      assert.closeTo(share("cut"), 0.05, 0.04)
      assert.closeTo(share(undefined), 0.65, 0.06)
    }),
    { numRuns: 50 }
  )
})
