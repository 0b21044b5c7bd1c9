/** The browser client in a real browser: the compliance suite, and how ends are noticed between a page and Node. */
import type { Browser } from "@antiphon/chromium"
import type { TransportError } from "@antiphon/core"
import type { Report } from "@antiphon/transport-compliance"
import type { Call } from "@antiphon/transport-webrtc/node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import type { Program } from "./chromium/calls.ts"
import type { Bases } from "./chromium/control.ts"
import { nodeBase, stage } from "./chromium/stage.ts"
import type { Link } from "./node/link.ts"
import { browser, openPage } from "./site.ts"

declare const program: Program

const run = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>): Promise<A> => Effect.runPromise(Effect.scoped(effect))

const scope = Effect.runSync(Scope.make())
let shared: Browser

beforeAll(async () => {
  shared = await Effect.runPromise(Scope.provide(browser, scope))
}, 60_000)

afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

/** The report of the suite run in a page. */
const comply = (bases?: Bases): Effect.Effect<Report, never, Scope.Scope> =>
  Effect.gen(function* () {
    const page = yield* openPage(shared, "comply")
    return yield* Effect.promise(() => page.evaluate((at) => window.comply(at), bases))
  })

const failures = ({ results }: Report) =>
  results.flatMap(({ detail, id, outcome }) => (outcome === "failed" ? [`${id}: ${detail}`] : []))

/** A call from a page to Node: the page, why the call ended in Node and when, the line between. */
const standing = (from: Browser = shared) =>
  Effect.gen(function* () {
    const ended = yield* Deferred.make<{ readonly error: TransportError; readonly at: number }>()
    const served = yield* Deferred.make<{ readonly call: Call<string, string>; readonly link: Link }>()
    const base = yield* nodeBase((call, _path, link) =>
      Effect.gen(function* () {
        yield* Deferred.succeed(served, { call, link })
        const error = yield* call.ended
        yield* Deferred.succeed(ended, { error, at: Date.now() })
      })
    )
    const page = yield* openPage(from, "calls")
    const callId = yield* Effect.promise(() => page.evaluate((at) => program.stand(at), base))
    return { page, callId, ...(yield* Deferred.await(served)), ended: Deferred.await(ended) }
  })

describe.concurrent("Chromium", { timeout: 300_000 }, () => {
  it("meets every requirement against a plain peer connection of the same page", () =>
    run(
      Effect.gen(function* () {
        const report = yield* comply()
        assert.deepEqual(failures(report), [])
        assert.isAbove(report.counts.passed, 45)
      })
    ))

  it("meets every requirement against Node, with media", () =>
    run(
      Effect.gen(function* () {
        const report = yield* comply(yield* stage)
        assert.deepEqual(failures(report), [])
        assert.isAbove(report.counts.passed, 55)
      })
    ))

  it("ends a call in Node within a second of closing it, and in an instant here", () =>
    run(
      Effect.gen(function* () {
        const { callId, ended, page } = yield* standing()
        assert.match(callId ?? "", /^rtc_/)
        const from = Date.now()
        const ms = yield* Effect.promise(() => page.evaluate(() => program.close(4000, "enough")))
        const { at, error } = yield* ended
        assert.include(error.reason, { _tag: "Closed", code: 4000, reason: "enough", by: "remote" })
        assert.isBelow(at - from, 1000)
        assert.isBelow(ms, 1000)
      })
    ))

  it("sees a call end within a second of Node closing it", () =>
    run(
      Effect.gen(function* () {
        const { call, page } = yield* standing()
        const from = Date.now()
        yield* call.close(4001, "over")
        const { at, message } = yield* Effect.promise(() => page.evaluate(() => program.ended()))
        assert.equal(message, "closed by the remote side, code 4001 (over)")
        assert.isBelow(at - from, 1000)
      })
    ))

  it("ends a call in Node when the page is closed, long before the dead timeout", () =>
    run(
      Effect.gen(function* () {
        const { ended, page } = yield* standing()
        const from = Date.now()
        yield* Effect.promise(() => page.close())
        const { at, error } = yield* ended
        assert.include(error.reason, { _tag: "Closed", by: "remote" })
        assert.isBelow(at - from, 5000)
      })
    ))

  it("is missed by Node when its tab crashes, within the dead timeout", () =>
    run(
      Effect.gen(function* () {
        const { ended, page } = yield* standing(yield* browser)
        const from = Date.now()
        yield* Effect.promise(() => page.goto("chrome://crash").catch(() => null))
        const { at, error } = yield* ended
        assert.equal(error.reason._tag, "Dead")
        assert.isBelow(at - from, 35_000)
      })
    ))

  it("misses a peer that vanished within 20 s (ICE consent)", () =>
    run(
      Effect.gen(function* () {
        const { link, page } = yield* standing()
        const from = Date.now()
        yield* link.cut
        const { at, tag } = yield* Effect.promise(() => page.evaluate(() => program.ended()))
        assert.equal(tag, "Dead")
        assert.isBelow(at - from, 20_000)
      })
    ))
})
