/** The test command checks the types of the root project, so that project contains all others. */
import { globSync, readFileSync } from "node:fs"
import { posix } from "node:path"
import { assert, it } from "vitest"

const root = new URL("../../../", import.meta.url)

const jsonOf = (file: string) => JSON.parse(readFileSync(new URL(file, root), "utf8"))

it("the root project contains what each package type-checks", () => {
  const { references }: { readonly references: ReadonlyArray<{ readonly path: string }> } = jsonOf("tsconfig.json")
  const contained = new Set(references.map(({ path }) => path))
  const checked = globSync("{packages,apps,tooling}/*/package.json", { cwd: root }).flatMap((file) => {
    const [, projects] = /^tsc -b(.*)$/.exec(jsonOf(file).scripts?.typecheck ?? "") ?? []
    const folder = posix.dirname(file.replaceAll("\\", "/"))
    return projects === undefined ? [] : (projects.trim() || ".").split(" ").map((path) => posix.join(folder, path))
  })
  assert.isAbove(checked.length, 20)
  assert.deepStrictEqual(
    checked.map((path) => path.replace(/\/\.$/, "")).filter((path) => !contained.has(path)),
    []
  )
})
