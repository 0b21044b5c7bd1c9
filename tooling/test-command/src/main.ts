/**
 * `pnpm test`: build, types, lint and pack checks, and then the tests, which are not run beside them. Both parts run to their
 * end, whatever fails in the first. The exit code is 0 if everything succeeded.
 */
import { turbo } from "./turbo.ts"

const checks = await turbo(["build", "typecheck", "lint", "pack"], { toTerminal: true })
const tests = await turbo(["test"], { toTerminal: true })
process.exitCode = checks.code === 0 && tests.code === 0 ? 0 : 1
