/**
 * `talk.ts ours|bare CALLS SECONDS` opens calls with both ends in this process, lets all ends talk, and prints the cost
 * of an end.
 */
import { setTimeout as sleep } from "node:timers/promises"
import { bare } from "./bare.ts"
import { ours } from "./ours.ts"

/** The cost of one end of a call. `cpu` is in percent of a core, and `kib` is resident memory. */
export interface Taken {
  readonly cpu: number
  readonly kib: number
}

const [kind = "ours", calls = "8", seconds = "5"] = process.argv.slice(2)
const open = kind === "bare" ? bare : ours
const ends = 2 * Number(calls)

const rss = async (): Promise<number> => {
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.()
    await sleep(20)
  }
  return process.memoryUsage.rss() / 1024
}

const talking = async (): Promise<{ readonly close: () => Promise<void> }> => {
  const call = await open()
  call.talk()
  return call
}

// The first call loads the libraries.
const first = await talking()
await sleep(1000)
const before = await rss()
const opened = [first]
for (let call = 0; call < Number(calls); call++) opened.push(await talking())
await sleep(1000)
const from = process.cpuUsage()
const started = performance.now()
await sleep(1000 * Number(seconds))
const { system, user } = process.cpuUsage(from)
const elapsed = performance.now() - started
const after = await rss()
const taken: Taken = { cpu: (user + system) / 10 / elapsed / (ends + 2), kib: (after - before) / ends }
process.stdout.write(`${JSON.stringify(taken)}\n`)
for (const { close } of opened) await close()
process.exit(0)
