/** Recorders and players are small scripts on a PATH of the test's own. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { chmodSync, existsSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { pressed, released, repeatMs, waited } from "../src/talk/pushToTalk.ts"
import { antiphon, asset, folder, serving, talking } from "./run.ts"

/** Puts a program on the PATH. */
const program = (bin: string, name: string, source: string) => {
  writeFileSync(join(bin, name), `#!${process.execPath}\nconst fs = require("node:fs")\n${source}`)
  chmodSync(join(bin, name), 0o755)
}

/** Plays into a file. */
const player = (bin: string, name: string) =>
  program(
    bin,
    name,
    `process.stdin.on("data", (bytes) => fs.appendFileSync(${JSON.stringify(join(bin, "played"))}, bytes))`
  )

/** Says the recorded sentence at once, and again when the file `again` is there. Silence follows. */
const recorder = (bin: string, name: string) =>
  program(
    bin,
    name,
    `const voice = fs.readFileSync(${JSON.stringify(asset("user-turn.wav"))}).subarray(44)
     let spoken = false
     process.stdout.write(voice)
     setInterval(() => {
       const again = !spoken && fs.existsSync(${JSON.stringify(join(bin, "again"))})
       if (again) spoken = true
       process.stdout.write(again ? voice : Buffer.alloc(9600))
     }, 50)`
  )

/** Waits until something is so. */
const until = (is: () => boolean): Effect.Effect<void> =>
  Effect.suspend(() => (is() ? Effect.void : Effect.delay(until(is), "20 millis")))

/** A server whose answer is long. */
const talkative: Effect.Effect<string, never, Scope.Scope> = Effect.gen(function* () {
  const script = join(yield* folder, "script.json")
  const voice = asset("user-turn.wav")
  writeFileSync(script, JSON.stringify({ turns: [{ heard: "Tell me a story.", say: "Once upon a time.", voice }] }))
  return (yield* serving(["--engine", "scripted", "--script", script])).url
})

describe("antiphon talk", () => {
  it.live("plays the answer, prints the words of both sides, and stops speaking when the user speaks", () =>
    Effect.gen(function* () {
      const bin = yield* folder
      recorder(bin, "arecord")
      player(bin, "aplay")
      const url = yield* talkative
      const talk = yield* talking(["--url", url, "--voice", "marin"], { PATH: bin })
      const played = join(bin, "played")
      yield* until(() => existsSync(played) && statSync(played).size > 24_000)
      writeFileSync(join(bin, "again"), "")
      yield* talk.printed(/assistant {3}.*\(interrupted/)
      const { stderr, stdout } = yield* talk.end
      assert.include(stdout, "arecord records, aplay plays")
      assert.match(stdout, /you {9}Tell me a story\.\n/)
      assert.strictEqual(stderr, "")
      // The answer lasts some seconds, and the rest of it was never played.
      assert.isBelow(statSync(played).size, statSync(asset("user-turn.wav")).size)
    })
  )

  it.live("with --ptt sends what is said between two presses of space", () =>
    Effect.gen(function* () {
      const bin = yield* folder
      recorder(bin, "sox")
      const other = yield* folder
      player(other, "ffplay")
      const keys = yield* Queue.unbounded<Uint8Array>()
      const talk = yield* talking(
        ["--url", yield* talkative, "--ptt", "--player", "ffplay"],
        { PATH: `${bin}:${other}` },
        Stream.fromQueue(keys)
      )
      yield* talk.printed(/sox records, ffplay plays/)
      yield* Queue.offer(keys, Buffer.from(" "))
      yield* Effect.sleep(repeatMs + 200)
      yield* Queue.offer(keys, Buffer.from(" "))
      yield* talk.printed(/you {9}Tell me a story\./)
      yield* until(() => existsSync(join(other, "played")))
      yield* Queue.offer(keys, Buffer.from("\u0003"))
      assert.strictEqual((yield* talk.ended).code, 0)
    })
  )

  it.live("says in one line which programs it looks for, in their order", () =>
    Effect.gen(function* () {
      const bin = yield* folder
      const none = yield* antiphon(["talk"], { PATH: bin })
      assert.deepStrictEqual([none.code, none.stdout], [1, ""])
      assert.match(
        none.stderr,
        /^antiphon: there is no recorder: none of sox, pw-record, arecord, ffmpeg is on PATH\. Install sox, [^\n]+\n$/
      )
      recorder(bin, "ffmpeg")
      const mute = yield* antiphon(["talk", "--player", "aplay"], { PATH: bin })
      assert.match(mute.stderr, /^antiphon: there is no player: aplay is not on PATH\. [^\n]+\n$/)
      assert.match(
        (yield* antiphon(["talk", "--ptt"], { PATH: bin })).stderr,
        /^antiphon: --ptt needs a terminal[^\n]+\n$/
      )
    })
  )

  it.live("ends with one line when a device ends, in the program's own words", () =>
    Effect.gen(function* () {
      const bin = yield* folder
      program(bin, "sox", `console.error("sox WARN alsa\\nsox FAIL formats: no default audio device"); process.exit(2)`)
      const run = yield* antiphon(["talk", "--url", yield* talkative], { PATH: bin })
      assert.strictEqual(run.code, 1)
      assert.match(
        run.stderr,
        /^antiphon: the (player|recorder) sox ended \(exit code 2\): sox FAIL formats: no default audio device\n$/
      )
    })
  )
})

describe("the space key", () => {
  it("begins a turn, and ends it at the next press", () => {
    const began = pressed(released, 0)
    assert.isTrue(began.isTalking)
    assert.isTrue(waited(began, 10_000).isTalking)
    assert.isFalse(pressed(began, 5_000).isTalking)
  })

  it("that repeats ends the turn with its release", () => {
    const held = [500, 530, 560].reduce(pressed, pressed(released, 0))
    assert.isTrue(waited(held, 600).isTalking)
    assert.isFalse(waited(held, 560 + repeatMs).isTalking)
  })
})
