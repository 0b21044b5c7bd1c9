import { assert, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))

it("the published package has the command, its recordings, and no trace of the workspace", () => {
  const folder = mkdtempSync(join(tmpdir(), "antiphon-pack-"))
  try {
    const packed: { readonly filename: string; readonly files: ReadonlyArray<{ readonly path: string }> } = JSON.parse(
      execFileSync("pnpm", ["pack", "--json", "--pack-destination", folder], { cwd: root, encoding: "utf8" })
    )
    const files = packed.files.map(({ path }) => path)
    for (const file of ["LICENSE", "README.md", "dist/main.js", "assets/user-turn.wav", "assets/reply.wav"]) {
      assert.include(files, file)
    }
    const expected = /^(LICENSE|README\.md|package\.json|assets\/[^/]+\.(wav|json|md)|dist\/(.+\.js|docs\/.+))$/
    assert.deepStrictEqual(
      files.filter((path) => !expected.test(path)),
      []
    )
    const read = (path: string) =>
      execFileSync("tar", ["-xzOf", packed.filename, `package/${path}`], { encoding: "utf8" })
    const manifest = JSON.parse(read("package.json"))
    assert.strictEqual(manifest.bin.antiphon, "./dist/main.js")
    assert.notMatch(JSON.stringify(manifest), /"(workspace|catalog):/)
    assert(read("dist/main.js").startsWith("#!/usr/bin/env node\n"))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it("the built command runs", () => {
  const help = execFileSync(process.execPath, [join(root, "dist/main.js"), "demo", "--help"], { encoding: "utf8" })
  assert.include(help, "antiphon demo [flags]")
})
