import { afterAll, assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { extract, files } from "./readme.ts"

const folder = extract()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = (name: string) => fileURLToPath(new URL(name, folder))

describe("the README's code", () => {
  it("has an adapter of under 150 lines", () => {
    assert.isBelow(files.get("MessagePortTransport.ts")?.split("\n").length ?? Infinity, 150)
  })

  it("compiles", { timeout: 120_000 }, () => {
    const { status, stdout } = spawnSync("tsc", ["--noEmit", "-p", path("")], { encoding: "utf8" })
    assert.strictEqual(stdout, "")
    assert.strictEqual(status, 0)
  })

  it("reports without a test runner, and leaves nothing that keeps the process alive", { timeout: 120_000 }, () => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [path("report.ts")], { encoding: "utf8" })
    assert.strictEqual(stderr, "")
    assert.strictEqual(status, 0)
    assert.match(stdout, /^MessagePort\n {2}passed {8}open\.both-ways/)
    assert.match(stdout, /\n51 passed, 7 skipped\n$/)
  })
})

// The README's own vitest file, run as it stands.
await import(new URL("compliance.test.ts", folder).href)
