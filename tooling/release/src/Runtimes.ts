/** The versions of Node that a release must run on. The `node` package installs each of them. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run } from "./run.ts"

export interface Runtime {
  readonly version: string
  /** The folder of its executable. */
  readonly bin: string
}

const majors = ["22", "24", "26"]

export const installRuntimes = (folder: string): Promise<ReadonlyArray<Runtime>> =>
  Promise.all(
    majors.map(async (major) => {
      const root = join(folder, `node${major}`)
      mkdirSync(root, { recursive: true })
      writeFileSync(join(root, "package.json"), `{"private":true,"allowScripts":{"node":true}}`)
      await run("npm", ["install", "--no-audit", "--no-fund", `node@${major}`], { cwd: root })
      const bin = join(root, "node_modules", "node", "bin")
      const version = (await run(join(bin, "node"), ["--version"], { cwd: root })).trim()
      return { version, bin }
    })
  )
