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
import { fileSink, readFile } from "../src/node.ts"
import { folder } from "./folder.ts"

it.effect(
  "lines are in the file as soon as they are written, and the sink makes the folder and replaces an older file",
  () =>
    Effect.gen(function* () {
      const path = join(yield* folder, "deep", "er", "session.jsonl")
      yield* Effect.scoped(Effect.flatMap(fileSink(path), (sink) => sink.write("older\n")))
      const sink = yield* fileSink(path)
      yield* sink.write("one\n")
      yield* sink.write("two\n")
      assert.strictEqual(FS.readFileSync(path, "utf8"), "one\ntwo\n")
    })
)

it.effect("a path that cannot be written to fails with a Sink error that names it", () =>
  Effect.gen(function* () {
    const file = join(yield* folder, "file")
    FS.writeFileSync(file, "")
    const error = yield* Effect.flip(fileSink(join(file, "session.jsonl")))
    assert.strictEqual(error.reason, "Sink")
    assert.include(error.message, file)
  })
)

it.effect("a killed process leaves every event that went on in a readable file", () =>
  Effect.gen(function* () {
    const path = join(yield* folder, "killed.jsonl")
    const sent = yield* Effect.promise(async () => {
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
    assert.isAtLeast(sent, 2000)
    assert.isAtLeast(lines.length, sent)
    assert.isAtMost(broken.length, 1)
  })
)

it.effect("a recording and its new folder are private, also if they replace an older file or a link", () =>
  Effect.gen(function* () {
    const top = yield* folder
    const path = join(top, "deep", "er", "session.jsonl")
    const mode = (of: string) => (FS.statSync(of).mode & 0o777).toString(8)
    yield* Effect.scoped(fileSink(path))
    assert.deepStrictEqual([join(top, "deep"), join(top, "deep", "er"), path].map(mode), ["700", "700", "600"])
    const elsewhere = join(top, "elsewhere")
    FS.writeFileSync(elsewhere, "untouched", { mode: 0o644 })
    FS.chmodSync(path, 0o644)
    yield* Effect.scoped(Effect.flatMap(fileSink(path), (sink) => sink.write("new\n")))
    assert.deepStrictEqual([mode(path), FS.readFileSync(path, "utf8")], ["600", "new\n"])
    FS.rmSync(path)
    FS.symlinkSync(elsewhere, path)
    yield* Effect.scoped(Effect.flatMap(fileSink(path), (sink) => sink.write("new\n")))
    assert.strictEqual(FS.readFileSync(elsewhere, "utf8"), "untouched")
  })
)

it.effect("a recording that a shell of Windows rewrote can be read, in UTF-8 and in UTF-16", () =>
  Effect.gen(function* () {
    const path = join(yield* folder, "rewritten.jsonl")
    const header = {
      format: "antiphon-recording",
      version: 1,
      started_at: "",
      side: "client",
      dialect: "ga",
      endpoint: ""
    }
    const text = `\ufeff${JSON.stringify(header)}\r\n{"t":1,"direction":"in","event":{"type":"ü"}}\r\n`
    const swapped = Buffer.from(text, "utf16le").swap16()
    for (const bytes of [Buffer.from(text), Buffer.from(text, "utf16le"), swapped]) {
      FS.writeFileSync(path, bytes)
      const { broken, lines } = yield* readFile(path)
      assert.deepStrictEqual([lines, broken], [[{ t: 1, direction: "in", event: { type: "ü" } }], []])
    }
  })
)

it.effect("a missing file fails with a Source error that names it", () =>
  Effect.gen(function* () {
    const path = join(yield* folder, "none.jsonl")
    const error = yield* Effect.flip(readFile(path))
    assert.strictEqual(error.reason, "Source")
    assert.include(error.message, path)
  })
)
