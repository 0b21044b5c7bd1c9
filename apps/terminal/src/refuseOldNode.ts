/** Ends the process with one line on a Node that is too old. It is imported before what such a Node cannot run. */
import { nodeProblem } from "./nodeProblem.ts"

const problem = nodeProblem(process.versions.node)
if (problem !== undefined) {
  process.stderr.write(`${problem}\n`)
  process.exit(1)
}
