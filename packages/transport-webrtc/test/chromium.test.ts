/** The browser client in a real browser: the compliance suite, and how ends are noticed between a page and Node. */
import type { Browser } from "@antiphon/chromium"
import type { TransportError } from "@antiphon/core"
import type { Call } from "@antiphon/transport-webrtc/node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import type { Program } from "./chromium/calls.ts"
import { comply, failures } from "./comply.ts"
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

/** A call from a page to Node, with the page, the reason of the end in Node, and the line between. */
const standing = (from: Browser = shared) =>
  Effect.gen(function* () {
    const ended = yield* Deferred.make<TransportError>()
    const served = yield* Deferred.make<{ readonly call: Call<string, string>; readonly link: Link }>()
    const base = yield* nodeBase((call, _path, link) =>
      Effect.gen(function* () {
        yield* Deferred.succeed(served, { call, link })
        yield* Deferred.succeed(ended, yield* call.ended)
      })
    )
    const page = yield* openPage(from, "calls")
    const callId = yield* Effect.promise(() => page.evaluate((at) => program.stand(at), base))
    return { page, callId, ...(yield* Deferred.await(served)), ended: Deferred.await(ended) }
  })

describe.concurrent("Chromium", { timeout: 300_000 }, () => {
  it("meets every requirement against Node, with media", () =>
    run(
      Effect.gen(function* () {
        const report = yield* comply(shared, yield* stage)
        assert.deepEqual(failures(report), [])
        assert.isAbove(report.counts.passed, 55)
      })
    ))

  // How a call ended decides how soon the other end notices. A close is noticed at once. Silence counts after 15 s in a
  // page and after 30 s in Node.
  it("ends a call in Node by closing it, with its code and reason", () =>
    run(
      Effect.gen(function* () {
        const { callId, ended, page } = yield* standing()
        assert.match(callId ?? "", /^rtc_/)
        yield* Effect.promise(() => page.evaluate(() => program.close(4000, "enough")))
        assert.include((yield* ended).reason, { _tag: "Closed", code: 4000, reason: "enough", by: "remote" })
      })
    ))

  // UDP may lose the last datagrams of a close, and after its end the far end sends none again. Then the page cannot know
  // that it was understood, and no earlier moment than its deadline is right.
  it("closes by its deadline if every answer is lost, and what it sent before has arrived", () =>
    run(
      Effect.gen(function* () {
        const { call, ended, link, page } = yield* standing()
        const sent = Array.from({ length: 5 }, (_, at) => `x.${at}`)
        yield* link.mute
        const closed = page.evaluate((events) => program.sendAndClose(events, 4000, "enough"), sent)
        assert.include((yield* ended).reason, { _tag: "Closed", code: 4000, reason: "enough", by: "remote" })
        const came: Array<unknown> = []
        yield* Effect.ignore(Stream.runForEach(call.incoming, (decoded) => Effect.sync(() => came.push(decoded))))
        assert.lengthOf(came, sent.length)
        yield* Effect.promise(() => closed)
        assert.equal((yield* Effect.promise(() => page.evaluate(() => program.ended()))).tag, "Closed")
      })
    ))

  it("sees a call end by Node closing it, with its code and reason", () =>
    run(
      Effect.gen(function* () {
        const { call, page } = yield* standing()
        const seen = page.evaluate(() => program.ended())
        yield* call.close(4001, "over")
        const { message, tag } = yield* Effect.promise(() => seen)
        assert.equal(tag, "Closed")
        assert.equal(message, "closed by the remote side, code 4001 (over)")
      })
    ))

  // The page announces its end, and no tab is closed. A browser ends the page of a closed tab after half a second, and a
  // page that is busy for longer vanishes without a close.
  it("ends a call in Node when the page says that it goes away, and not by the dead timeout", () =>
    run(
      Effect.gen(function* () {
        const { ended, page } = yield* standing()
        yield* Effect.promise(() => page.evaluate(() => void dispatchEvent(new Event("pagehide"))))
        assert.include((yield* ended).reason, { _tag: "Closed", by: "remote" })
      })
    ))

  it("is missed by Node when its tab crashes, by the dead timeout", () =>
    run(
      Effect.gen(function* () {
        const { ended, page } = yield* standing(yield* browser)
        yield* Effect.promise(() => page.goto("chrome://crash").catch(() => null))
        assert.equal((yield* ended).reason._tag, "Dead")
      })
    ))

  it("misses a peer that vanished, by ICE consent", () =>
    run(
      Effect.gen(function* () {
        const { link, page } = yield* standing()
        yield* link.cut
        const { message, tag } = yield* Effect.promise(() => page.evaluate(() => program.ended()))
        assert.equal(tag, "Dead")
        assert.include(message, "ICE consent")
      })
    ))
})
