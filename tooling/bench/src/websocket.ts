/**
 * Compares the WebSocket transport with bare `ws`, `JSON.parse` and `JSON.stringify`. Both ends are in one process over
 * loopback, and the two run in turn. Each figure is the best of its rounds, which is the cost of the work undisturbed.
 */
import { ServerEvent } from "@antiphon/core"
import type { Row } from "./row.ts"
import { bare } from "./websocket/bare.ts"
import { bundleBytes, officialPage, page } from "./websocket/bundle.ts"
import type { Link } from "./websocket/Link.ts"
import { idleBytes } from "./websocket/memory.ts"
import { ours } from "./websocket/ours.ts"

const rounds = 12

const part = { event_id: "event_C01", response_id: "resp_C01", item_id: "item_C01", output_index: 0, content_index: 0 }

const subjects = [
  {
    name: "6.5 kB audio delta",
    event: ServerEvent.make("response.output_audio.delta", { ...part, delta: "UklGRiQA".repeat(800) }),
    promise: { trip: 1.3, way: 1.3 },
    trips: 1500,
    events: 3000
  },
  {
    name: "200-byte event",
    event: ServerEvent.make("response.output_text.delta", { ...part, delta: "hello, world, how are you?" }),
    promise: { trip: 1.5, way: 2 },
    trips: 2500,
    events: 20_000
  }
]

const quantile = (values: ReadonlyArray<number>, q: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * q)] ?? Number.NaN

interface Figures {
  readonly trip: number
  readonly p99: number
  readonly way: number
}

/** The least figures of all rounds, which other work on the machine disturbed least. */
const best = (all: ReadonlyArray<Figures>): Figures => ({
  trip: Math.min(...all.map(({ trip }) => trip)),
  p99: Math.min(...all.map(({ p99 }) => p99)),
  way: Math.min(...all.map(({ way }) => way))
})

const compared = (name: string, mine: number, floor: number, times?: number): Row => ({
  name: `${name} (${((mine - floor) / 1000).toFixed(1)} µs added)`,
  ours: mine / 1000,
  unit: "µs",
  floor: { name: "ws + JSON", value: floor / 1000 },
  ...(times === undefined ? {} : { promise: `at most ${times} times the floor`, holds: mine / floor <= times })
})

const speeds = async (us: Link, floor: Link): Promise<ReadonlyArray<Row>> => {
  const rows: Array<Row> = []
  for (const { event, events, name, promise, trips } of subjects) {
    const run = async (link: Link): Promise<Figures> => {
      const times = await link.roundTrips(event, trips)
      return { trip: quantile(times, 0.5), p99: quantile(times, 0.99), way: await link.oneWay(event, events) }
    }
    const seen: Record<"ours" | "bare", Array<Figures>> = { ours: [], bare: [] }
    for (let round = 0; round < rounds; round++) {
      seen.ours.push(await run(us))
      seen.bare.push(await run(floor))
    }
    const [mine, theirs] = [best(seen.ours), best(seen.bare)]
    rows.push(
      compared(`round trip, ${name}`, mine.trip, theirs.trip, promise.trip),
      compared(`round trip p99, ${name}`, mine.p99, theirs.p99),
      compared(`one way, ${name}`, mine.way, theirs.way, promise.way)
    )
  }
  return rows
}

export const rows = async (): Promise<ReadonlyArray<Row>> => {
  const [us, floor] = [await ours(), await bare()]
  const [kilobytes, official] = [(await bundleBytes(page)) / 1000, (await bundleBytes(officialPage)) / 1000]
  const result: ReadonlyArray<Row> = [
    ...(await speeds(us, floor)),
    {
      name: "memory of an idle connection, both ends",
      ours: (await idleBytes(us)) / 1024,
      unit: "KiB",
      floor: { name: "ws", value: (await idleBytes(floor)) / 1024 }
    },
    {
      name: "bundle of core and the browser adapter, gzipped",
      ours: kilobytes,
      unit: "kB",
      peer: { name: "openai, without validation", value: official },
      promise: "at most 31 kB",
      holds: kilobytes <= 31
    }
  ]
  await us.close()
  await floor.close()
  return result
}
