/** Runs `pnpm phone`. */
import { parseOptions, usage } from "./options.ts"
import { phone } from "./phone.ts"
import { serveTwilio } from "./serveTwilio.ts"

const options = parseOptions(process.argv.slice(2))
try {
  if (typeof options === "string") {
    process.stderr.write(`phone: ${options}\n`)
    process.exitCode = 1
  } else if (options.help) process.stdout.write(usage)
  else if (options.twilio) await serveTwilio(options)
  else if (!(await phone(options))) process.exitCode = 1
} catch (error) {
  process.stderr.write(`phone: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
