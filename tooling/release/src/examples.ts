/** Runs the README's program in a project where the package is installed. */
import { transform } from "esbuild"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Readme } from "./Readme.ts"
import { run } from "./run.ts"
import type { Runtime } from "./Runtimes.ts"

/** How long a program may run, in ms. On a busy machine one that takes a second was seen to take more than a minute. */
const exampleMs = 240_000

/**
 * Compiles the program for the oldest supported Node, which lacks `await using`, and runs it. Compares its output with
 * the README. Throws if the program fails or prints something else.
 */
export const runExample = async (
  project: string,
  { bin, version }: Runtime,
  { example, language, prints }: Readme,
  env: Readonly<Record<string, string>>
): Promise<void> => {
  const { code } = await transform(example, { loader: language, target: "node22", format: "esm" })
  writeFileSync(join(project, "example.js"), code)
  const printed = await run(join(bin, "node"), ["example.js"], { cwd: project, env, timeout: exampleMs })
  if (prints !== undefined && printed !== prints) {
    throw new Error(`the example prints something else on Node ${version}:\n${printed}\ninstead of\n${prints}`)
  }
}
