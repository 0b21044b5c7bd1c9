import type { Word } from "@antiphon/ears"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { subtitles } from "../src/transcribe/subtitles.ts"
import { antiphon, folder } from "./run.ts"

const recording = fileURLToPath(new URL("../assets/reply.wav", import.meta.url))
const { transcript }: { readonly transcript: string } = JSON.parse(
  readFileSync(new URL("../assets/reply.json", import.meta.url), "utf8")
)

it.live("transcribe writes the words of a recording", () =>
  Effect.gen(function* () {
    const run = yield* antiphon(["transcribe", recording])
    assert.deepStrictEqual([run.code, run.stdout], [0, `${transcript}\n`])
  })
)

it.live("transcribe --format json has the log probability of each word", () =>
  Effect.gen(function* () {
    const run = yield* antiphon(["transcribe", recording, "--format", "json"])
    assert.strictEqual(run.code, 0, run.stderr)
    const written: { readonly text: string; readonly words: ReadonlyArray<{ text: string; logprob: number }> } =
      JSON.parse(run.stdout)
    assert.strictEqual(written.text, transcript)
    assert.strictEqual(written.words.map(({ text }) => text).join(""), transcript)
    assert.isTrue(written.words.every(({ logprob }) => logprob <= 0))
  })
)

it.live("transcribe reports a missing file in one line", () =>
  Effect.gen(function* () {
    const run = yield* antiphon(["transcribe", join(yield* folder, "no.wav")])
    assert.deepStrictEqual([run.code, run.stderr.trim().split("\n").length], [1, 1])
  })
)

const word = (text: string, startMs: number, endMs: number): Word => ({ text, logprob: 0, startMs, endMs })

it("subtitles share out the time of a stretch by the length of their texts", () => {
  const long = "x".repeat(39)
  const words = [word(long, 1000, 5000), word(` ${long}`, 1000, 5000), word(" end.", 3_661_000, 3_662_500)]
  assert.strictEqual(
    subtitles(words),
    [
      `1\n00:00:01,000 --> 00:00:02,975\n${long}\n`,
      `2\n00:00:02,975 --> 00:00:05,000\n${long}\n`,
      "3\n01:01:01,000 --> 01:01:02,500\nend.\n"
    ].join("\n")
  )
  assert.strictEqual(subtitles([]), "")
})
