/** Recorders and players are small scripts on a PATH of the test's own. */
import { NodePlayer, type Sink } from "@antiphon/audio/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type MicrophoneWatch, unheard, watched } from "../src/talk/MicrophoneWatch.ts"
import { watchPlayback } from "../src/talk/playback.ts"
import { pressed, released, repeatMs, waited } from "../src/talk/pushToTalk.ts"
import { antiphon, asset, folder, serving, talking } from "./run.ts"

/** Puts a script of the shell on the PATH. */
const program = (bin: string, name: string, source: string) => {
  writeFileSync(join(bin, name), `#!/bin/sh\n${source}\n`)
  chmodSync(join(bin, name), 0o755)
}

/** Plays into a file. */
const player = (bin: string, name: string) => program(bin, name, `exec cat >> "${join(bin, "played")}"`)

/** Says the recorded sentence at once, and does the rest. */
const recorder = (bin: string, name: string, rest: string) => {
  writeFileSync(join(bin, "voice"), readFileSync(asset("user-turn.wav")).subarray(44))
  program(bin, name, `cat "${join(bin, "voice")}"\n${rest}`)
}

/** Gives silence, twice as fast as real time, until the user says something. */
const silence = (bin: string) => {
  const again = join(bin, "again")
  return `while true; do
    head -c 9600 /dev/zero; sleep 0.1
    if [ -e "${again}" ]; then rm "${again}"; cat "${join(bin, "voice")}"; fi
  done`
}

/** Gives nothing. */
const nothing = "exec sleep 60"

/** How many bytes were played. */
const played = (bin: string): number => {
  const file = join(bin, "played")
  return existsSync(file) ? statSync(file).size : 0
}

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
  it.live("answers a spoken turn through the first programs that work, and ends with 0 at Ctrl-D", () =>
    Effect.gen(function* () {
      const bin = yield* folder
      program(bin, "sox", `echo "no default audio device" >&2; exit 2`)
      // It stalls after the turn.
      recorder(bin, "arecord", nothing)
      player(bin, "aplay")
      const keys = yield* Queue.unbounded<Uint8Array>()
      const talk = yield* talking([], { PATH: bin }, Stream.fromQueue(keys))
      yield* talk.printed(/you {9}Had he married/)
      yield* until(() => played(bin) > 24_000)
      yield* Queue.offer(keys, Buffer.from("\u0004"))
      const { code, stderr, stdout } = yield* talk.ended
      assert.include(stdout, "in this process, offline engine")
      assert.include(stdout, "arecord records, aplay plays")
      assert.deepStrictEqual([code, stderr], [0, ""])
    })
  )

  it.live("stops speaking when the user speaks, and prints how much was heard", () =>
    Effect.gen(function* () {
      const bin = yield* folder
      recorder(bin, "arecord", silence(bin))
      player(bin, "aplay")
      const url = yield* talkative
      const talk = yield* talking(["--url", url, "--voice", "marin"], { PATH: bin })
      yield* until(() => played(bin) > 24_000)
      writeFileSync(join(bin, "again"), "")
      yield* talk.printed(/assistant {3}.*\(interrupted/)
      const { stderr, stdout } = yield* talk.end
      assert.match(stdout, /you {9}Tell me a story\.\n/)
      assert.strictEqual(stderr, "")
      // The answer lasts some seconds, and the rest of it was never played.
      assert.isBelow(played(bin), statSync(asset("user-turn.wav")).size)
    })
  )

  it.live("with --ptt sends what is said between two presses of space", () =>
    Effect.gen(function* () {
      const bin = yield* folder
      recorder(bin, "sox", silence(bin))
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
      yield* until(() => played(other) > 0)
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
      program(bin, "ffmpeg", nothing)
      const mute = yield* antiphon(["talk", "--player", "aplay"], { PATH: bin })
      assert.match(mute.stderr, /^antiphon: there is no player: aplay is not on PATH\. [^\n]+\n$/)
      assert.match(
        (yield* antiphon(["talk", "--ptt"], { PATH: bin })).stderr,
        /^antiphon: --ptt needs a terminal[^\n]+\n$/
      )
    })
  )

  it.live("ends with one line in the programs' own words when no recorder works, or when it dies", () =>
    Effect.gen(function* () {
      const bin = yield* folder
      const url = yield* talkative
      player(bin, "aplay")
      program(bin, "sox", `echo "sox WARN alsa" >&2; echo "no default audio device" >&2; exit 2`)
      program(bin, "arecord", `echo "cannot open device" >&2; exit 1`)
      const ended = (args: ReadonlyArray<string>) =>
        antiphon(["talk", "--url", url, "--player", "aplay", ...args], { PATH: bin })
      const remedy = "Check the microphone, or choose another program with --recorder\n"
      const none = yield* ended([])
      assert.strictEqual(
        none.stderr,
        `antiphon: no recorder works: sox ended (exit code 2): no default audio device; arecord ended (exit code 1): cannot open device. ${remedy}`
      )
      recorder(bin, "sox", `sleep 0.2; echo "device was unplugged" >&2; exit 3`)
      const died = yield* ended(["--recorder", "sox"])
      assert.strictEqual(died.stderr, `antiphon: the recorder sox ended (exit code 3): device was unplugged. ${remedy}`)
      assert.deepStrictEqual([none.code, died.code], [1, 1])
    })
  )
})

it("what a player dropped is not shown as played, although nothing is left to play", async () => {
  const bytes: Sink = { write: () => true, once: () => undefined }
  const { isQuiet, speaker } = watchPlayback(NodePlayer.make({ rate: 24_000, sink: bytes }))
  assert.isTrue(isQuiet())
  speaker.queue(new Int16Array(24_000))
  await speaker.clear()
  assert.strictEqual(speaker.position().until, 24_000)
  assert.isFalse(isQuiet())
  await speaker.close()
})

describe("a microphone", () => {
  const block = (sample: number) => new Int16Array(24_000).fill(sample)
  const after = (blocks: ReadonlyArray<Int16Array | undefined>) =>
    blocks.reduce((watch: MicrophoneWatch, each) => watched(watch, each, 1000), unheard).notice

  it("that gives nothing, or zeros alone, for 4 s is reported", () => {
    assert.isUndefined(after([undefined, undefined, undefined]))
    assert.match(after([undefined, undefined, undefined, undefined]) ?? "", /^it gives no sound\. Check /)
    assert.match(after([block(0), block(0), block(0), block(0)]) ?? "", /^it gives digital silence\. Check /)
  })

  it("that has given any noise works, and its silence is no fault", () => {
    assert.isUndefined(after([block(1), ...Array.from({ length: 9 }, () => undefined)]))
  })
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
