/** Compares a validated decode with `JSON.parse`, a hand-written check, the agents SDK and zod. */
import { execFileSync } from "node:child_process"
import { ServerEvent } from "@antiphon/core"
import { audioDelta, audioTurn, textTurns } from "./frames.ts"
import { decode as handWritten } from "./handWritten.ts"
import { measure } from "./measure.ts"
import type { Row } from "./row.ts"
import { parse as zodParse } from "./zodUnion.ts"

/** The parser of `@openai/agents-realtime`, which its entry does not export. */
const agentsParser = async (): Promise<(event: { readonly data: string }) => { readonly isGeneric: boolean }> => {
  const entry = import.meta.resolve("@openai/agents-realtime")
  const module: unknown = await import(new URL("openaiRealtimeEvents.mjs", entry).href)
  if (typeof module === "object" && module !== null && "parseRealtimeEvent" in module) {
    const parse = module.parseRealtimeEvent
    if (typeof parse === "function") return (event) => parse(event)
  }
  throw new Error("The agents SDK has moved its parser. Find the new file and change its name here.")
}

const mixes = [
  { name: "60 s audio turn", frames: audioTurn(), calls: 2, rounds: 60, promise: 1.15 },
  { name: "short text turns with tools", frames: textTurns(), calls: 4, rounds: 60, promise: 1.25 },
  { name: "6.5 kB audio delta", frames: [audioDelta()], calls: 1500, rounds: 60, promise: 1.08 }
] as const

export const rows = async (): Promise<ReadonlyArray<Row>> => {
  const agents = await agentsParser()
  const found: Array<Row> = []
  const kept: Array<unknown> = []
  for (const { calls, frames, name, promise, rounds } of mixes) {
    // A session keeps its items as well. Without this, each collection forgets the shapes of these objects.
    kept.push(frames.map((frame) => JSON.parse(frame)))
    const over = (run: (frame: string) => unknown) => () => {
      for (const frame of frames) run(frame)
    }
    const times = measure(
      {
        ours: over(ServerEvent.decode),
        parse: over(JSON.parse),
        hand: over(handWritten),
        agents: over((data) => agents({ data })),
        zod: over(zodParse)
      },
      { rounds, calls }
    )
    const perFrame = (time: number) => Math.round(time / frames.length)
    const ratio = times.ours / times.parse
    found.push(
      {
        name: `decode, ${name}: multiple of JSON.parse`,
        ours: ratio,
        unit: "x",
        peer: { name: "agents-realtime", value: times.agents / times.parse },
        floor: { name: "hand-written", value: times.hand / times.parse },
        promise: `at most ${promise}`,
        holds: ratio <= promise
      },
      {
        name: `decode, ${name}: time added to JSON.parse per frame`,
        ours: perFrame(times.ours - times.parse),
        unit: "ns",
        peer: { name: "zod 4", value: perFrame(times.zod - times.parse) },
        floor: { name: "hand-written", value: perFrame(times.hand - times.parse) },
        promise: "at most 1.5 times the floor",
        holds: times.ours - times.parse <= 1.5 * (times.hand - times.parse)
      }
    )
  }
  found.push(firstDecode())
  return found
}

/** Imports and decodes once in its own process. Only the decode counts. */
const firstDecode = (): Row => {
  const program = `
    import { ServerEvent } from "@antiphon/core"
    const start = process.hrtime.bigint()
    ServerEvent.decode('{"type":"session.created","event_id":"e","session":{"type":"realtime"}}')
    console.log(Number(process.hrtime.bigint() - start) / 1e6)`
  const runs = Array.from({ length: 5 }, () =>
    Number(
      execFileSync(process.execPath, ["--input-type=module"], {
        cwd: import.meta.dirname,
        input: program,
        encoding: "utf8"
      })
    )
  ).sort((a, b) => a - b)
  const ours = runs[2] ?? Number.NaN
  return { name: "first decode after import", ours, unit: "ms", promise: "under 30", holds: ours < 30 }
}
