/**
 * `pnpm bench [suite…]`: every figure beside its peer and its floor. Each suite runs in a process of its own, one after the
 * other; a run of all of them is written to `docs/benchmarks.md`. `pnpm bench growth` asks whether work is linear.
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

/** Its rows; what it says meanwhile goes to stderr. A suite that fails takes no other with it. */
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

// Measures something else than speed, takes longer than all suites, and writes no report.
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
if (unknown.length > 0) throw new Error(`no suite ${unknown.join(", ")}; there are ${all.join(", ")}`)
const wanted = process.argv.length > 2 ? process.argv.slice(2).filter(isSuite) : all

const [cpu] = cpus()
const machine = `${cpu?.model.trim() ?? "unknown"}, ${cpus().length} cores, Node ${process.version}`
const sections = wanted.map((name) => `## ${name}\n\n${table(run(name))}`)
process.stdout.write(`${machine}\n\n${sections.join("\n\n")}\n`)

if (wanted.length === all.length) {
  const intro = `# Benchmarks

Written by \`pnpm bench\`: each figure beside what others offer for the same work (peer) and the least that the work can cost
(floor), measured in the same run. A promise that does not hold says so. Times are of one machine and one run; the ratios are
what to compare.

${machine}; ${new Date().toISOString().slice(0, 10)}.`
  writeFileSync(report, `${intro}\n\n${sections.join("\n\n")}\n`)
}
