/**
 * `pnpm test` runs the build and the checks of types, lint and packages, and then the tests. The two parts do not run
 * at the same time. Both run to their end, even if something fails in the first. The exit code is 0 if everything
 * succeeded.
 */
import { turbo } from "./turbo.ts"

const checks = await turbo(["build", "typecheck", "lint", "pack"], { toTerminal: true })
const tests = await turbo(["test"], { toTerminal: true })
process.exitCode = checks.code === 0 && tests.code === 0 ? 0 : 1
