/**
 * Says what the newest `openai` on npm has that our vocabularies lack. `pnpm --filter @antiphon/core drift:newest` runs it, and
 * `drift:newest VERSION` asks about another version. It downloads the package's types, and compiles the claims of
 * `test/drift` against them. Exits with 1 if something is missing.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { missingLiterals } from "./literals.ts"

const here = fileURLToPath(new URL("..", import.meta.url))
const run = (command: string, args: ReadonlyArray<string>, cwd: string): string =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim()

/** Compiles the claims against the types in a folder. Returns what the compiler says of them. */
const brokenClaims = (openai: string, folder: string): ReadonlyArray<string> => {
  const config = join(folder, "tsconfig.json")
  writeFileSync(
    config,
    JSON.stringify({
      extends: join(here, "../../tsconfig.test.json"),
      compilerOptions: {
        composite: false,
        incremental: false,
        noEmit: true,
        types: [],
        paths: { "openai/*": [`${openai}/*.d.ts`], "@antiphon/core": [join(here, "src/index.ts")] }
      },
      include: [join(here, "test/drift/generated/*.ts")]
    })
  )
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc")
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", config], { encoding: "utf8" })
  return stdout.split("\n").filter((line) => /test\/drift\/generated|^ /.test(line))
}

const folder = mkdtempSync(join(tmpdir(), "openai-drift-"))
try {
  const version = process.argv[2] ?? run("npm", ["view", "openai", "version"], folder)
  run("npm", ["pack", `openai@${version}`, "--silent"], folder)
  run("tar", ["xzf", `openai-${version}.tgz`], folder)
  const openai = join(folder, "package")
  const found = [
    ...brokenClaims(openai, folder),
    ...missingLiterals(openai).map((literal) => `a value that no open enumeration suggests: ${literal}`)
  ]
  const verdict = found.length === 0 ? "has nothing that we lack" : "has what we lack, see above"
  process.stdout.write([...found, `openai ${version} ${verdict}.`, ""].join("\n"))
  process.exitCode = found.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
