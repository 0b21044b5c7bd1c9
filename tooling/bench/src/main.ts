/**
 * `pnpm bench [suite…]` measures every figure beside its peer and its floor. Each suite runs in its own process, one
 * after the other. A run of all suites writes `docs/benchmarks.md`. `pnpm bench growth` measures whether work is
 * linear.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { fileURLToPath } from "node:url"
import type { Row } from "./row.ts"
import { type Suite, suites } from "./suites.ts"
import { table } from "./table.ts"

const report = new URL("../../../docs/benchmarks.md", import.meta.url)
const suite = fileURLToPath(new URL("suite.ts", import.meta.url))

/** Runs a suite and returns its rows. Its other output goes to stderr. A suite that fails does not stop the others. */
const run = (name: Suite): ReadonlyArray<Row> => {
  process.stderr.write(`${name}\n`)
  try {
    const printed = execFileSync(process.execPath, [...process.execArgv, suite, name], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 64 * 1024 * 1024
    })
    return JSON.parse(printed.trimEnd().split("\n").at(-1) ?? "[]")
  } catch {
    process.exitCode = 1
    return []
  }
}

// Growth is not about speed, takes longer than all suites, and writes no report.
if (process.argv[2] === "growth") {
  const program = fileURLToPath(new URL("growth/main.ts", import.meta.url))
  const { status } = spawnSync(process.execPath, [...process.execArgv, program, ...process.argv.slice(3)], {
    stdio: "inherit"
  })
  process.exit(status ?? 1)
}

const isSuite = (name: string): name is Suite => Object.hasOwn(suites, name)
const all = Object.keys(suites).filter(isSuite)
const unknown = process.argv.slice(2).filter((name) => !isSuite(name))
if (unknown.length > 0) throw new Error(`There is no suite ${unknown.join(", ")}. Choose from ${all.join(", ")}.`)
const wanted = process.argv.length > 2 ? process.argv.slice(2).filter(isSuite) : all

const [cpu] = cpus()
const machine = `${cpu?.model.trim() ?? "unknown"}, ${cpus().length} cores, Node ${process.version}`
const sections = wanted.map((name) => `## ${name}\n\n${table(run(name))}`)
process.stdout.write(`${machine}\n\n${sections.join("\n\n")}\n`)

if (wanted.length === all.length) {
  const intro = `# Benchmarks

\`pnpm bench\` writes this page. Each figure stands beside another library's figure for the same work (peer) and the least that
the work can cost (floor), measured in the same run. A promise that does not hold is marked. Times belong to one machine and
one run, so compare the ratios.

Measured on ${machine}, on ${new Date().toISOString().slice(0, 10)}.`
  writeFileSync(report, `${intro}\n\n${sections.join("\n\n")}\n`)
}
