/** What a call in a page does beside the contract, with microphones, statistics and phases. */
import { Wav } from "@antiphon/audio"
import { launchChromium, type Page } from "@antiphon/chromium"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import type { Program } from "./chromium/calls.ts"
import { openPage } from "./site.ts"
import { answeringBase } from "./stage.ts"

declare const program: Program

const scope = Effect.runSync(Scope.make())
let page: Page

/** A microphone that says 440 Hz for as long as it is listened to. */
const microphone = Effect.acquireRelease(
  Effect.promise(async () => {
    const folder = await mkdtemp(join(tmpdir(), "webrtc-microphone-"))
    const samples = Int16Array.from({ length: 48_000 }, (_, at) => 16_000 * Math.sin((2 * Math.PI * 440 * at) / 48_000))
    await writeFile(join(folder, "tone.wav"), Wav.write({ sampleRate: 48_000, channels: [samples] }))
    return folder
  }),
  (folder) => Effect.promise(() => rm(folder, { recursive: true, force: true }))
).pipe(Effect.map((folder) => join(folder, "tone.wav")))

beforeAll(async () => {
  page = await Effect.gen(function* () {
    const path = yield* microphone
    const browser = yield* Effect.acquireRelease(
      Effect.promise(() => launchChromium({ microphone: path })),
      (running) => Effect.promise(() => running.close())
    )
    return yield* openPage(browser, "calls")
  }).pipe(Scope.provide(scope), Effect.runPromise)
}, 60_000)

afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

describe("a call in Chromium", () => {
  it("asks for a microphone, sends it without an audio context, and stops it at the end", async () => {
    assert.deepEqual(await page.evaluate(() => program.askedMicrophone()), {
      during: "live",
      after: "ended",
      contexts: 0,
      callId: "rtc_plain"
    })
  })

  it("sends a track of the page's, mutes it, takes another muted alike, and leaves both as they were", async () => {
    const { isFirstFreed, isReplaced, left } = await page.evaluate(() => program.ownTracks())
    assert.isTrue(isFirstFreed)
    assert.isTrue(isReplaced)
    assert.deepEqual(left, [
      ["live", true],
      ["live", true]
    ])
  })

  it("mixes what media.send is given with the microphone of the moment", async () => {
    assert.isTrue(await page.evaluate(() => program.mixed()))
  })

  it("opened through the layer carries 262 144 bytes, and tells `onCall` where its sound is", async () => {
    const scope = Effect.runSync(Scope.make())
    const redirecting = answeringBase(307, { location: "/elsewhere" }, "")
    const base = await Effect.runPromise(Scope.provide(redirecting, scope))
    const { capabilities, redirected, tracks } = await page.evaluate((at) => program.layered(at), base)
    assert.deepEqual(capabilities, { audio: "tracks", maxEventBytes: 262_144, deadPeer: "consent" })
    assert.deepEqual(tracks, [1])
    assert.include(redirected.message, "the server redirects elsewhere")
    await Effect.runPromise(Scope.close(scope, Exit.void))
  })

  it("tells round trip, loss, jitter and both levels", async () => {
    const stats = await page.evaluate(() => program.stats())
    assert.isAtLeast(stats.roundTripMs ?? -1, 0)
    assert.isAbove(stats.packetsReceived, 0)
    assert.isAtLeast(stats.packetsLost, 0)
    assert.isAtLeast(stats.jitterMs, 0)
    assert.isAtMost(stats.inputLevel, 1)
    assert.isAtMost(stats.outputLevel, 1)
  })

  it("gives up each phase by its own deadline and name, and leaves nothing behind", async () => {
    const { failures, left } = await page.evaluate(() => program.phases())
    const { unusable, ...late } = failures
    assert.deepEqual(
      Object.entries(late).map(([phase, failure]) => [phase, failure.tag, "phase" in failure && failure.phase]),
      Object.keys(late).map((phase) => [phase, "Timeout", phase])
    )
    assert.include(unusable, { tag: "Protocol" })
    assert.include(unusable.message, "the answer to the offer cannot be used")
    assert.equal(left, 0)
  })

  it("says why there is no microphone, and lets go of one that is allowed too late", async () => {
    const { left, refused, unanswered } = await page.evaluate(() => program.microphones())
    assert.deepEqual(refused, {
      tag: "Open",
      message: "could not connect: no microphone: the user, or a policy of the page, did not allow it"
    })
    assert.include(unanswered, { tag: "Timeout", phase: "microphone" })
    assert.equal(left, "ended")
  })
})
