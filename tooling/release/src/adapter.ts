/**
 * Follows the guide for authors of adapters as a stranger would. The guide's programs are copied into an empty project
 * with the published packages, and the compliance suite runs there.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { install, makeProject } from "./Project.ts"
import { run } from "./run.ts"

/** The programs that a guide shows, by file name. */
const programsIn = (guide: string): ReadonlyArray<readonly [name: string, program: string]> =>
  [...guide.matchAll(/^<!-- code: \S*?([^/\s]+) -->\n```ts\n(.*?)^```$/gms)].map(([, name = "", text = ""]) => [
    name,
    text
  ])

/** The packages that the guide's install lines and its text name. */
const packages = ["core", "transport-compliance", "client", "server"].map((name) => `@antiphon/${name}`)

export interface AdapterTrial {
  /** The root of the repository whose guide is followed. */
  readonly root: string
  readonly npmrc: string
  /** An empty project is made in this folder for each version of vitest. */
  readonly folder: string
  /** The path of the Node that runs the suite. */
  readonly node: string
  /** The major versions of vitest to try. */
  readonly vitests: ReadonlyArray<number>
}

/** Runs the guide's adapter under each version of vitest. Returns a summary, or throws at the first problem. */
export const tryAdapter = async ({ folder, node, npmrc, root, vitests }: AdapterTrial): Promise<string> => {
  const programs = programsIn(readFileSync(join(root, "docs/guides/write-an-adapter.md"), "utf8"))
  for (const major of vitests) {
    const project = makeProject(join(folder, `vitest${major}`), npmrc)
    for (const [name, text] of programs) writeFileSync(join(project, name), text)
    await install(project, "npm", [...packages, "effect", `vitest@${major}`])
    await run(node, [join(project, "node_modules/vitest/vitest.mjs"), "run"], { cwd: project })
    const answer = await run(node, ["parent.ts"], { cwd: project })
    if (answer !== "Hello from the other process.\n") throw new Error(`parent.ts printed ${JSON.stringify(answer)}`)
  }
  return `passed under vitest ${vitests.join(" and ")}`
}
