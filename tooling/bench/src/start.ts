/** Measures what an import costs in a fresh process: CPU time and memory, beside other SDKs and beside Effect alone. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Row } from "./row.ts"
import { installed } from "./start/installed.ts"

const rounds = 9
const here = fileURLToPath(new URL("..", import.meta.url))

const limits = { "@antiphon/core": 100, "@antiphon/client": 200, "@antiphon/server": 250 } as const

interface Cost {
  readonly cpuMs: number
  readonly heapMB: number
}

const program = (specifier: string) => `
  gc()
  const heap = process.memoryUsage().heapUsed
  const before = process.cpuUsage()
  await import(${JSON.stringify(specifier)})
  const { user, system } = process.cpuUsage(before)
  gc()
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, heapMB: (process.memoryUsage().heapUsed - heap) / 1e6 }))`

const cost = (specifier: string, folder: string): Cost => {
  const flags = ["--expose-gc", "--input-type=module", "--eval", program(specifier)]
  return JSON.parse(execFileSync(process.execPath, flags, { cwd: folder, encoding: "utf8" }))
}

/** The least of several runs in turn, because other programs can only add to them. */
const least = (subjects: ReadonlyArray<readonly [string, string]>): ReadonlyMap<string, Cost> => {
  const found = new Map<string, Cost>()
  for (let round = 0; round < rounds; round++) {
    for (const [specifier, folder] of subjects) {
      const next = cost(specifier, folder)
      const known = found.get(specifier)
      if (known === undefined || next.cpuMs < known.cpuMs) found.set(specifier, next)
    }
  }
  return found
}

export const rows = async (): Promise<ReadonlyArray<Row>> => {
  const folder = mkdtempSync(join(tmpdir(), "antiphon-start-"))
  try {
    installed(folder, ["core", "audio", "session", "client", "transport-websocket", "server"])
    const ours = Object.keys(limits).map((name) => [name, folder] as const)
    const others = ["effect/Stream", "openai/realtime/ws", "@openai/agents-realtime"].map(
      (name) => [name, here] as const
    )
    const costs = least([...ours, ...others])
    const of = (name: string): Cost => costs.get(name) ?? { cpuMs: Number.NaN, heapMB: Number.NaN }
    return Object.entries(limits).flatMap(([name, limit]): ReadonlyArray<Row> => {
      const peer = name === "@antiphon/client" ? "@openai/agents-realtime" : "openai/realtime/ws"
      return [
        {
          name: `import ${name}: CPU time in a fresh process`,
          ours: of(name).cpuMs,
          unit: "ms",
          peer: { name: peer, value: of(peer).cpuMs },
          floor: { name: "effect/Stream alone", value: of("effect/Stream").cpuMs },
          promise: `at most ${limit}`,
          holds: of(name).cpuMs <= limit
        },
        {
          name: `import ${name}: heap`,
          ours: of(name).heapMB,
          unit: "MB",
          peer: { name: peer, value: of(peer).heapMB },
          floor: { name: "effect/Stream alone", value: of("effect/Stream").heapMB }
        }
      ]
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
