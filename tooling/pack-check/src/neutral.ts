/** Checks that the entry points for every runtime import nothing from Node. */
import { join } from "node:path"
import { build } from "esbuild"

/** Entries whose name says that they need one runtime or one test runner. Every other entry must run anywhere. */
const bound = new Set(["./node", "./vitest", "./package.json"])

/** Bundles each neutral entry of the built package for the browser. A `node:` import anywhere below it is a problem. */
export const neutralProblems = async (
  packageRoot: string,
  entries: Record<string, string | { default?: string }>
): Promise<ReadonlyArray<string>> => {
  const problems: Array<string> = []
  for (const [name, target] of Object.entries(entries)) {
    // An entry without `default` is for the runtimes that its conditions name.
    if (bound.has(name) || typeof target === "string" || target.default === undefined) continue
    const result = await build({
      entryPoints: [join(packageRoot, target.default)],
      bundle: true,
      write: false,
      format: "esm",
      platform: "browser",
      logLevel: "silent",
      loader: { ".wasm": "file", ".bin": "file" },
      outdir: "out"
    }).catch((failure: { errors: ReadonlyArray<{ text: string; location: { file: string } | null }> }) => failure)
    for (const error of result.errors) {
      problems.push(`${name} is not neutral: ${error.text} (${error.location?.file ?? "?"})`)
    }
  }
  return problems
}
