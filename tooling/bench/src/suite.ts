/** Runs one suite in its own process. Prints its rows as the last line. */
import { suites } from "./suites.ts"

const [name = ""] = process.argv.slice(2)
const load = Object.entries(suites).find(([each]) => each === name)?.[1]
if (load === undefined) throw new Error(`There is no suite ${name}. suites.ts lists them.`)
const rows = await (await load()).rows()
process.stdout.write(`\n${JSON.stringify(rows)}\n`)
// Sockets of peers may close later. The process does not wait for them.
process.exit()
