/**
 * Prints the memory of an assembled hour over its PCM bytes, in heap and external after GC. The argument is the ms of a
 * delta.
 */
import { setImmediate } from "node:timers/promises"
import { assemble, deltas } from "./audioHour.ts"

const used = async (): Promise<number> => {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.()
    await setImmediate()
  }
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const ms = Number(process.argv[2])
const texts = deltas(ms)
const before = await used()
const kept = assemble(60, ms, texts)
const grown = (await used()) - before
process.stdout.write(String(grown / ((kept.parts()[0]?.samples ?? 0) * 2)))
