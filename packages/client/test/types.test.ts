import { assert, it } from "@effect/vitest"
import { existsSync, readFileSync } from "node:fs"
import { execFileSync } from "node:child_process"

const dist = new URL("../dist/", import.meta.url)
const imported = /(?:from|import)\s*\(?\s*"([^"]+)"/g

/** The declarations that an entry reaches within the package, and the packages that they name. */
const reached = (entry: string): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } => {
  const files = new Set([new URL(entry, dist).href])
  const packages = new Set<string>()
  for (const file of files) {
    const text = readFileSync(new URL(file), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "")
    for (const [, name = ""] of text.matchAll(imported)) {
      if (name.startsWith(".")) files.add(new URL(name.replace(/\.[jt]s$/, ".d.ts"), file).href)
      else packages.add(name)
    }
    assert.notMatch(text, /\b(Effect|Option|Result)\.\w/, file)
  }
  return { files, packages }
}

it("who uses the package sees no Effect: its declarations import none of it", () => {
  const tsc = new URL("../../../node_modules/.bin/tsc", import.meta.url).pathname
  execFileSync(tsc, ["-b"], { cwd: new URL("..", import.meta.url), stdio: "pipe" })
  for (const entry of ["index.d.ts", "http.d.ts"]) {
    assert.isTrue(existsSync(new URL(entry, dist)))
    const { packages } = reached(entry)
    assert.deepStrictEqual(
      [...packages].filter((name) => !name.startsWith("@antiphon/")),
      []
    )
  }
  assert.isAbove(reached("index.d.ts").files.size, 4)
})
