/**
 * `pnpm test` runs the build and the checks of types, lint and packages, and then the tests. The two parts do not run
 * at the same time. Both run to their end, even if something fails in the first. The exit code is 0 if everything
 * succeeded.
 *
 * One run of the compiler checks the types of everything and emits all packages, so that their builds have nothing left
 * to compile. A run for each package would load the same types again and again. Two projects are checked at a time and
 * each by one checker, because each checker resolves the types of Effect anew.
 */
import { program, turbo } from "./turbo.ts"

const types = await program("tsc", ["-b", "--builders", "2", "--checkers", "1"], { toTerminal: true })
const checks = await turbo(["build", "lint", "pack"], { toTerminal: true })
// These suites follow each other in a lane of their own, so that none of the longest runs alone at the end.
const inALane = ["@antiphon/integration", "@antiphon/guides"]
const [long, others] = await Promise.all([
  turbo(["test", ...inALane.map((name) => `--filter=${name}`)], { toTerminal: true, tasks: 1 }),
  turbo(["test", ...inALane.map((name) => `--filter=!${name}`)], { toTerminal: true, tasks: 3 })
])
process.exitCode = [types, checks, long, others].every(({ code }) => code === 0) ? 0 : 1
