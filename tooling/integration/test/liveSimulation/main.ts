/**
 * `node main.ts --seed 123` plays one story of Live and prints what it breaks. `--from N --seeds N` plays a range. The last
 * line says how many stories kept every invariant.
 */
import { parseArgs } from "node:util"
import { breaches } from "./invariants.ts"
import { play } from "./play.ts"
import { report } from "./report.ts"

const { stdout } = process
// Errors that a story makes are values, and no one reads where they came from.
Error.stackTraceLimit = 0
const { values: options } = parseArgs({
  options: {
    seed: { type: "string" },
    from: { type: "string", default: "1" },
    seeds: { type: "string", default: "20000" },
    most: { type: "string", default: "1" }
  }
})

const began = process.cpuUsage()
const first = Number(options.seed ?? options.from)
const count = options.seed === undefined ? Number(options.seeds) : 1
let failed = 0
for (let seed = first; seed < first + count && failed < Number(options.most); seed++) {
  const story = play(seed)
  const broken = breaches(story)
  if (broken.length > 0) failed += 1
  if (broken.length > 0 || options.seed !== undefined) stdout.write(`${report(story, broken)}\n`)
}
const { system, user } = process.cpuUsage(began)
const seconds = ((system + user) / 1e6).toFixed(1)
const result = failed === 0 ? `${count} seeds from ${first} on keep every invariant` : `${failed} seeds fail`
stdout.write(`${result}; ${seconds} s of CPU\n`)
process.exitCode = failed === 0 ? 0 : 1
