/** Measures the memory of idle connections. */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { Link } from "./Link.ts"

const total = 500

const collect = (): (() => void) => {
  setFlagsFromString("--expose-gc")
  return runInNewContext("gc")
}

const used = async (gc: () => void): Promise<number> => {
  for (let turn = 0; turn < 3; turn++) {
    gc()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** The heap and buffers of both ends of an idle connection, in bytes. */
export const idleBytes = async (link: Link): Promise<number> => {
  const gc = collect()
  const warm = await link.idle(10)
  await warm()
  const before = await used(gc)
  const close = await link.idle(total)
  const after = await used(gc)
  await close()
  return (after - before) / total
}
