import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FS from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileSink } from "../src/node.ts"

const folder = Effect.acquireRelease(
  Effect.sync(() => FS.mkdtempSync(join(tmpdir(), "antiphon-recording-"))),
  (path) => Effect.sync(() => FS.rmSync(path, { recursive: true }))
)

it.effect("lines are in the file as soon as they are written, in a folder that it makes, over an older file", () =>
  Effect.gen(function* () {
    const path = join(yield* folder, "deep", "er", "session.jsonl")
    yield* Effect.scoped(Effect.flatMap(fileSink(path), (sink) => sink.write("older\n")))
    const sink = yield* fileSink(path)
    yield* sink.write("one\n")
    yield* sink.write("two\n")
    assert.strictEqual(FS.readFileSync(path, "utf8"), "one\ntwo\n")
  })
)

it.effect("a place that cannot be written to is a Sink error that names it", () =>
  Effect.gen(function* () {
    const file = join(yield* folder, "file")
    FS.writeFileSync(file, "")
    const error = yield* Effect.flip(fileSink(join(file, "session.jsonl")))
    assert.strictEqual(error.reason, "Sink")
    assert.include(error.message, file)
  })
)
