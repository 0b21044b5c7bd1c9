import { ServerEvent } from "@antiphon/core"
import { received } from "@antiphon/recording"
import { conversation, initial, receive, textOf } from "@antiphon/session"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { antiphon, channels, demo, firstDifference, folder, serving, session } from "./run.ts"

it.live("the recording of a demo replays to the same answer, sample for sample, and the same words", () =>
  Effect.gen(function* () {
    const out = yield* folder
    assert.strictEqual((yield* demo(["--engine", "scripted", "--out", out])).code, 0)
    const file = join(out, "session.jsonl")
    const again = join(out, "again.wav")
    const run = yield* antiphon(["replay", file, "--speed", "0", "--out", again])
    assert.strictEqual(run.code, 0, run.stderr)
    assert.isUndefined(firstDifference(channels(again)[0], channels(join(out, "reply.wav"))[0]))
    const state = [...received(session(out), ServerEvent)].reduce(receive, initial)
    for (const item of conversation(state)) assert.include(run.stdout, textOf(item))
  })
)

it.live("the recorded user speaks to a live server and gets the recorded answer", () =>
  Effect.gen(function* () {
    const out = yield* folder
    assert.strictEqual((yield* demo(["--out", out])).code, 0)
    const again = join(out, "again.wav")
    const { url } = yield* serving([])
    const run = yield* antiphon(["replay", join(out, "session.jsonl"), "--speed", "0", "--url", url, "--out", again])
    assert.strictEqual(run.code, 0, run.stderr)
    assert.include(run.stdout, "response.done")
    assert.isUndefined(firstDifference(channels(again)[0], channels(join(out, "reply.wav"))[0]))
  })
)

it.live("a file that is not a recording, or is missing, is an error of one line", () =>
  Effect.gen(function* () {
    const path = join(yield* folder, "no.jsonl")
    const absent = yield* antiphon(["replay", path])
    assert.deepStrictEqual([absent.code, absent.stderr.trim().split("\n").length], [1, 1])
    writeFileSync(path, "hello\n")
    const other = yield* antiphon(["replay", path])
    assert.strictEqual(other.code, 1)
    assert.include(other.stderr, "antiphon-recording")
  })
)
