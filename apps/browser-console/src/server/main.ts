/**
 * `pnpm console`: the page, and a realtime server for it, on loopback. Flags are those of `antiphon serve`; `PORT` is the
 * page's port (5180; 0: any free one). With `OPENAI_API_KEY` in the environment the page can also connect to OpenAI.
 */
import { servePage } from "./servePage.ts"
import { startRealtime } from "./startRealtime.ts"

const out = (line: string): void => void process.stdout.write(`${line}\n`)
const fail = (error: unknown): void => {
  process.stderr.write(`console: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

const main = async (): Promise<void> => {
  const page = await servePage(Number(process.env.PORT ?? 5180))
  const realtime = await startRealtime(process.argv.slice(2), page.origin)
  const stop = async (): Promise<void> => {
    await Promise.all([page.close(), realtime.stop()])
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop().catch(fail))
  realtime.ended.then(page.close, fail)
  page.offer(realtime.url, realtime.engine)
  out(`\n  Antiphon console   ${page.origin}\n  realtime server    ${realtime.url} (${realtime.engine} engine)\n`)
}

main().catch(fail)
