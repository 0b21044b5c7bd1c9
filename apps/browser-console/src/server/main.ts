/**
 * Runs `pnpm console`, which is the page and a realtime server for it on loopback. Takes the flags of `antiphon serve`. `PORT` is
 * the port of the page. It defaults to 5180, or any free port if that is taken, and 0 is any free port. With `OPENAI_API_KEY`
 * in the environment the page can also connect to OpenAI.
 */
import { openaiTarget } from "./keys.ts"
import { servePage } from "./servePage.ts"
import { printable } from "./serverLog.ts"
import { startRealtime } from "./startRealtime.ts"

/** Prints a line. */
const out = (line: string): void => void process.stdout.write(`${line}\n`)
/** Prints one line for an error and makes the process exit with 1. */
const fail = (error: unknown): void => {
  process.stderr.write(`console: ${printable(error instanceof Error ? error.message : String(error))}\n`)
  process.exitCode = 1
}

/** Starts both servers and stops both at a signal. */
const main = async (): Promise<void> => {
  const { PORT } = process.env
  const page = PORT === undefined ? await servePage(5180).catch(() => servePage(0)) : await servePage(Number(PORT))
  const realtime = await startRealtime(process.argv.slice(2), page.origin)
  const stop = async (): Promise<void> => {
    await Promise.all([page.close(), realtime.stop()])
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop().catch(fail))
  realtime.ended.then(page.close, fail)
  page.offer(realtime.url, realtime.engine)
  const openai = openaiTarget().mints
    ? "creates ephemeral keys with OPENAI_API_KEY"
    : "paste an ephemeral key, or set OPENAI_API_KEY"
  out("")
  out(`  Antiphon console   ${page.origin}`)
  out("")
  out(`  this machine       ${realtime.url}, ${realtime.engine} engine`)
  out(`  OpenAI             ${openai}`)
  out("")
}

main().catch(fail)
