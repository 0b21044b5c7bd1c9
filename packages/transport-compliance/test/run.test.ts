import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type Adapter, requirementIds, requirements, run, toText, verify } from "@antiphon/transport-compliance"
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
      const clings = yield* verify(
        {
          ...sound,
          deadline: "200 millis",
          open: (setup) => Effect.tap(sound.open(setup), () => Effect.addFinalizer(() => Effect.never))
        },
        "open.both-ways"
      )
      assert.deepInclude(clings, {
        outcome: "failed",
        detail: "waited 200ms in vain for the scope of a connection to close"
      })
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
      const result = yield* verify(mute, "send.unknown")
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
          "                waited 100ms in vain for 1 events at the peer",
          "1 failed"
        ].join("\n")
      )
    })
  )
})
