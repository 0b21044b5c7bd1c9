/**
 * `cycles.ts [TOTAL [SETTLED [MB]]]`: calls one after the other. After the call by which everything has settled, what
 * the process holds must not grow, and its memory only by what allocators round up. Defaults to a hundred calls, the
 * twentieth and 8 MB.
 */
import * as Effect from "effect/Effect"
import { setFlagsFromString } from "node:v8"
import { setTimeout as sleep } from "node:timers/promises"
import { runInNewContext } from "node:vm"
import { cycle, held } from "../node/cycle.ts"

const [total = 100, settled = 20, allowedMb = 8] = process.argv.slice(2).map(Number)

setFlagsFromString("--expose-gc")
const collect: () => void = runInNewContext("gc")

const seen: Array<ReturnType<typeof held> & { readonly cycle: number; readonly rss: number; readonly heap: number }> =
  []
for (let number = 1; number <= total; number++) {
  await Effect.runPromise(cycle(number))
  if (number !== 1 && number % settled !== 0) continue
  // The library's own threads let go of a call a little after it is over.
  await sleep(300)
  collect()
  const { heapUsed, rss } = process.memoryUsage()
  seen.push({ cycle: number, rss: rss / 1e6, heap: heapUsed / 1e6, ...held() })
  const line = seen.at(-1)
  process.stdout.write(
    `cycle ${number}: RSS ${line?.rss.toFixed(1)} MB, heap ${line?.heap.toFixed(1)} MB, ${line?.resources} resources, ${line?.files} files, ${line?.threads} threads\n`
  )
}

const [then, now] = [seen.find(({ cycle: at }) => at === settled), seen.at(-1)]
if (then === undefined || now === undefined) throw new Error("no figures")
const grew = now.rss - then.rss
const isMore = now.resources > then.resources || now.files > then.files || now.threads > then.threads
if (grew > allowedMb || isMore) throw new Error(`it grew by ${grew.toFixed(1)} MB after cycle ${settled}`)
process.stdout.write(`${grew.toFixed(1)} MB more after cycle ${total} than after cycle ${settled}\n`)
