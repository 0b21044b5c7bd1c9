import { TransportError } from "@antiphon/core"
import { assert, describe, it } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { type Adapter, type RequirementId, type Setup } from "@antiphon/transport-compliance"
import { requirementIds, requirements, run, toText, verify } from "@antiphon/transport-compliance"
import { memory } from "./memory.ts"

const sound = memory("events")
const mute: Adapter = {
  ...sound,
  name: "mute",
  deadline: "100 millis",
  open: (setup) =>
    Effect.map(sound.open(setup), (ends) => ({
      ...ends,
      connection: { ...ends.connection, send: () => Effect.void }
    }))
}

describe("a run", () => {
  it.live("tests every requirement in order, and is plain data", () =>
    Effect.gen(function* () {
      const report = yield* run({ ...sound, deadline: "5 seconds" })
      assert.deepStrictEqual(
        report.results.map(({ id }) => id),
        requirementIds
      )
      assert.isTrue(report.passed, toText(report))
      assert.deepStrictEqual(JSON.parse(JSON.stringify(report)), report)
      assert.strictEqual(report.counts.passed + report.counts.skipped, requirementIds.length)
    })
  )

  it.live("says what it skipped and why", () =>
    Effect.gen(function* () {
      const result = yield* verify(sound, "release.cancelled")
      assert.strictEqual(result.outcome, "skipped")
      assert.strictEqual(
        result.detail,
        "the adapter does not count what it holds; the adapter stages no unanswered handshake"
      )
    })
  )

  it.live("takes a known failure that fails, and refuses one that passes", () =>
    Effect.gen(function* () {
      const failing = yield* verify({ ...mute, knownFailures: { "order.outgoing": "no microphone" } }, "order.outgoing")
      assert.deepInclude(failing, { outcome: "known failure", detail: "no microphone" })
      const mended = yield* verify({ ...mute, knownFailures: { "order.incoming": "no speaker" } }, "order.incoming")
      assert.strictEqual(mended.outcome, "mended")
    })
  )

  it.live("reports an adapter that throws, hangs or never lets go as failed, in its own time", () =>
    Effect.gen(function* () {
      const outcomeOf = (open: Adapter["open"]) => verify({ ...mute, open }, "open.both-ways")
      const throws = yield* outcomeOf(() => {
        throw new Error("no such port")
      })
      assert.deepInclude(throws, { outcome: "failed", detail: "Error: no such port" })
      const hangs = yield* outcomeOf(() => Effect.never)
      assert.deepInclude(hangs, { outcome: "failed", detail: "waited 100ms in vain for a connection to open" })
      const uninterruptible = yield* outcomeOf(() => Effect.uninterruptible(Effect.never))
      assert.deepInclude(uninterruptible, { detail: "waited 300ms in vain for the requirement to be tested" })
      const clings = (change: (setup: Setup) => Effect.Effect<unknown, never, Scope.Scope>) =>
        verify(
          {
            ...sound,
            deadline: "200 millis",
            open: (setup) => Effect.tap(sound.open(setup), () => change(setup))
          },
          "open.both-ways"
        )
      const forever = Effect.addFinalizer(() => Effect.never)
      assert.deepInclude(yield* clings(() => forever), {
        outcome: "failed",
        detail: "waited 600ms in vain for the scope of the end under test to close"
      })
      assert.deepInclude(yield* clings(({ peerScope }) => Scope.provide(forever, peerScope)), {
        outcome: "failed",
        detail: "waited 600ms in vain for the scope of the peer to close"
      })
    })
  )

  it.live("gives a peer that closes slowly more time than one wait has", () =>
    Effect.gen(function* () {
      const result = yield* verify(
        {
          ...sound,
          deadline: "1 second",
          open: (setup) =>
            Effect.tap(sound.open(setup), () =>
              Scope.provide(
                Effect.addFinalizer(() => Effect.sleep("1200 millis")),
                setup.peerScope
              )
            )
        },
        "open.both-ways"
      )
      assert.strictEqual(result.outcome, "passed", result.detail)
    })
  )

  it.live("closes the peer after the end under test, in whatever order they were opened", () =>
    Effect.gen(function* () {
      const order: Array<string> = []
      const says = (what: string) => Effect.addFinalizer(() => Effect.sync(() => void order.push(what)))
      for (const peerFirst of [true, false]) {
        const open: Adapter["open"] = (setup) =>
          Effect.gen(function* () {
            if (peerFirst) yield* Scope.provide(says("peer"), setup.peerScope)
            yield* says("end under test")
            if (!peerFirst) yield* Scope.provide(says("peer"), setup.peerScope)
            return yield* sound.open(setup)
          })
        yield* verify({ ...sound, open }, "open.both-ways")
      }
      assert.deepEqual(order, ["end under test", "peer", "end under test", "peer"])
    })
  )

  it.live("asks for short deadlines only where the requirement is about them", () =>
    Effect.gen(function* () {
      const seconds = (id: RequirementId) =>
        Effect.gen(function* () {
          let asked: ReadonlyArray<number> = []
          const note = ({ patience: { close, dead, open } }: Setup) => {
            asked = [open, close, dead].map(Duration.toSeconds)
          }
          const open: Adapter["open"] = (setup) => {
            note(setup)
            return sound.open(setup)
          }
          const unanswered: Adapter["unanswered"] = (setup) => {
            assert.deepEqual(asked, [40, 40, 40], "the connection beside it may take its time")
            note(setup)
            return TransportError.timeout({ phase: "opening", afterMs: 1000 })
          }
          yield* verify({ ...sound, deadline: "10 seconds", open, unanswered }, id)
          return asked
        })
      assert.deepEqual(yield* seconds("order.incoming"), [40, 40, 40])
      assert.deepEqual(yield* seconds("open.timeout"), [1, 40, 40])
      assert.deepEqual(yield* seconds("dead.noticed"), [40, 40, 1])
    })
  )

  it.live("says where a peer closed before the end under test", () =>
    Effect.gen(function* () {
      const open: Adapter["open"] = (setup) =>
        Effect.tap(sound.open(setup), ({ peer }) => Effect.addFinalizer(() => peer.close()))
      const { detail, outcome } = yield* verify({ ...sound, open }, "close.scope")
      assert.strictEqual(outcome, "failed")
      assert.include(detail, "acquire the peer in setup.peerScope")
    })
  )

  it("names a source for every requirement, in one sentence", () => {
    for (const { says, source } of Object.values(requirements)) {
      assert.match(says, /^(`?[A-Za-z].*)\.$/)
      assert.isNotEmpty(source)
    }
  })
})

describe("the text report", () => {
  it.live("has a line per requirement, and under it what is wrong", () =>
    Effect.gen(function* () {
      const result = yield* verify({ ...mute, deadline: "2 seconds" }, "send.unknown")
      const text = toText({
        adapter: "mute",
        passed: false,
        counts: { passed: 0, failed: 1, skipped: 0, "known failure": 0, mended: 0 },
        results: [result]
      })
      assert.strictEqual(
        text,
        [
          "mute",
          "  failed        send.unknown         An event of a type that the vocabulary does not name is sent whole.",
          "                waited 2s in vain for 1 events at the peer",
          "1 failed"
        ].join("\n")
      )
    })
  )
})
