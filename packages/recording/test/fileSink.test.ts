import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as FS from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parse } from "../src/index.ts"
import { fileSink } from "../src/node.ts"
import { folder } from "./folder.ts"

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

it.effect("a process that is killed leaves every event that went on, in a file that reads", () =>
  Effect.gen(function* () {
    const path = join(yield* folder, "killed.jsonl")
    const told = yield* Effect.promise(async () => {
      const child = spawn(process.execPath, [fileURLToPath(new URL("talker.ts", import.meta.url)), path])
      let last = 0
      for await (const line of createInterface({ input: child.stdout })) {
        last = Number(line)
        if (last === 2000) child.kill("SIGKILL")
      }
      await once(child, "close").catch(() => {})
      return last
    })
    const { broken, lines } = Result.getOrThrow(parse(FS.readFileSync(path, "utf8")))
    assert.isAtLeast(told, 2000)
    assert.isAtLeast(lines.length, told)
    assert.isAtMost(broken.length, 1)
  })
)
