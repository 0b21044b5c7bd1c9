/**
 * `pnpm console`: the page, and a realtime server for it, on loopback. Flags are those of `antiphon serve`; `PORT` is the
 * page's port (5180, or any free one where that is taken; 0: any). With `OPENAI_API_KEY` in the environment the page can
 * also connect to OpenAI.
 */
import { openaiTarget } from "./keys.ts"
import { printable } from "./printable.ts"
import { servePage } from "./servePage.ts"
import { startRealtime } from "./startRealtime.ts"

const out = (line: string): void => void process.stdout.write(`${line}\n`)
const fail = (error: unknown): void => {
  process.stderr.write(`console: ${printable(error instanceof Error ? error.message : String(error))}\n`)
  process.exitCode = 1
}

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
  const openai = openaiTarget().mints ? "keys are minted here" : "bring an ephemeral key, or set OPENAI_API_KEY"
  out("")
  out(`  Antiphon console   ${page.origin}`)
  out("")
  out(`  this machine       ${realtime.url}, ${realtime.engine} engine`)
  out(`  OpenAI             ${openai}`)
  out("")
}

main().catch(fail)
