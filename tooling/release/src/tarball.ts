/** Checks that a published tarball contains what it must, and nothing else. */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { run } from "./run.ts"
import type { Package } from "./Workspace.ts"

const always = new Set(["package.json", "README.md", "LICENSE", "CHANGELOG.md"])
const outputs = [".js", ".js.map", ".d.ts", ".d.ts.map"]

/** Packs a package and returns its problems. */
export const problemsOf = async ({ folder, manifest }: Package, into: string): Promise<ReadonlyArray<string>> => {
  const packed = await run("pnpm", ["pack", "--json", "--pack-destination", into], { cwd: folder })
  const { files: list, filename }: { files: ReadonlyArray<{ path: string }>; filename: string } = JSON.parse(packed)
  const files = new Set(list.map(({ path }) => path))
  const text = await run("tar", ["-xzOf", filename, "package/package.json"], { cwd: into })
  const { files: declared = [] }: { files?: ReadonlyArray<string> } = JSON.parse(text)
  const problems: Array<string> = []

  for (const required of ["package.json", "README.md", "LICENSE"]) {
    if (!files.has(required)) problems.push(`no ${required}`)
  }
  for (const protocol of ["workspace:", "catalog:"]) {
    if (text.includes(`"${protocol}`)) problems.push(`the manifest still says ${protocol}`)
  }
  const sources = sourcesOf(join(folder, "src"))
  const data = new Set(declared.filter((each) => !/^(dist|src)\b|^!/.test(each)).map((each) => each.split("/")[0]))
  for (const file of files) {
    const [top = "", ...rest] = file.split("/")
    if (always.has(file) || data.has(top)) continue
    if (top === "src" && existsSync(join(folder, file))) continue
    if (top === "dist" && (madeOf(rest.join("/"), sources) || isMadeByPacking(rest.join("/")))) continue
    problems.push(`${file} has no source and no place in the manifest's files`)
  }
  if (manifest.bin === undefined) {
    for (const source of sources) {
      for (const output of outputs) {
        if (!files.has(`dist/${source}${output}`) && !isWorklet(source))
          problems.push(`dist/${source}${output} is missing`)
      }
    }
  }
  return problems
}

/** The guides for coding agents, and the bundles for Node with the chunks that they share. */
const isMadeByPacking = (output: string): boolean =>
  /^docs\/[^/]+\.(md|txt)$/.test(output) || /\.node-bundle\.js(\.map)?$/.test(output)

/** Worklets are built separately. Each is one script without declarations. */
const isWorklet = (source: string): boolean => source.startsWith("worklets/")

const madeOf = (output: string, sources: ReadonlySet<string>): boolean =>
  outputs.some((ending) => output.endsWith(ending) && sources.has(output.slice(0, -ending.length)))

const sourcesOf = (folder: string): ReadonlySet<string> =>
  new Set(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
      .map((file) => file.slice(0, -3))
  )
