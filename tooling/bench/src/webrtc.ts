/**
 * Compares the WebRTC transport in Node with bare node-datachannel. Both ends are in one process over loopback, and the
 * two run in turn. The cost of a talking end is measured in separate processes.
 */
import { ServerEvent } from "@antiphon/core"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Row } from "./row.ts"
import { answers } from "./webrtc/answers.ts"
import { bare } from "./webrtc/bare.ts"
import { type BenchCall, now, type Open } from "./webrtc/Calls.ts"
import { ours } from "./webrtc/ours.ts"
import type { Taken } from "./webrtc/talk.ts"

const openings = 15
const rounds = 6

const part = { event_id: "event_C01", response_id: "resp_C01", item_id: "item_C01", output_index: 0, content_index: 0 }
const delta = (text: string) => ServerEvent.make("response.output_text.delta", { ...part, delta: text })

const subjects = [
  { name: "6.5 kB event", event: delta("hello, world, how are you?".repeat(243)), trips: 500 },
  { name: "200-byte event", event: delta("hello, world, how are you?"), trips: 1000 }
]

const quantile = (values: ReadonlyArray<number>, q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * q)] ?? Number.NaN

const opening = async (open: Open): Promise<number> => {
  const start = now()
  const call = await open()
  const took = now() - start
  await call.close()
  return took / 1e6
}

const peer = "node-datachannel"

const setUp = async (): Promise<Row> => {
  const took: Record<"ours" | "bare", Array<number>> = { ours: [], bare: [] }
  for (let round = 0; round < openings; round++) {
    took.ours.push(await opening(ours))
    took.bare.push(await opening(bare))
  }
  return {
    name: "connection set-up, offer to both channels open, median",
    ours: quantile(took.ours, 0.5),
    unit: "ms",
    floor: { name: peer, value: quantile(took.bare, 0.5) }
  }
}

const trips = async (us: BenchCall, floor: BenchCall): Promise<ReadonlyArray<Row>> => {
  const rows: Array<Row> = []
  for (const { event, name, trips } of subjects) {
    const best = { ours: [Infinity, Infinity], bare: [Infinity, Infinity] }
    const better = (before: ReadonlyArray<number>, times: ReadonlyArray<number>) =>
      [0.5, 0.99].map((q, index) => Math.min(before[index] ?? Infinity, quantile(times, q) / 1000))
    for (let round = 0; round < rounds; round++) {
      best.ours = better(best.ours, await us.roundTrips(event, trips))
      best.bare = better(best.bare, await floor.roundTrips(event, trips))
    }
    for (const [index, of] of ["", " p99"].entries()) {
      const [mine = Number.NaN, theirs = Number.NaN] = [best.ours[index], best.bare[index]]
      rows.push({
        name: `event round trip${of}, ${name}`,
        ours: mine,
        unit: "µs",
        floor: { name: peer, value: theirs }
      })
    }
  }
  return rows
}

const taken = async (kind: "ours" | "bare"): Promise<Taken> => {
  const program = fileURLToPath(new URL("webrtc/talk.ts", import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", program, kind, "8", "6"])
  return JSON.parse(stdout)
}

const sessions = async (): Promise<ReadonlyArray<Row>> => {
  const [mine, theirs] = [await taken("ours"), await taken("bare")]
  const floor = `${peer}, no codec`
  return [
    {
      name: "CPU of a talking session, share of a core",
      ours: mine.cpu,
      unit: "%",
      floor: { name: floor, value: theirs.cpu }
    },
    { name: "memory of a talking session", ours: mine.kib, unit: "KiB", floor: { name: floor, value: theirs.kib } }
  ]
}

/** The default `silence_duration_ms` of a session. No server can answer sooner. */
const silenceMs = 500

const answering = async (): Promise<Row> => ({
  name: "end of speech to the first sample of the answer, in Chromium in a call, median of 10",
  ours: quantile(await answers(10), 0.5),
  unit: "ms",
  floor: { name: "the silence that ends a turn", value: silenceMs }
})

export const rows = async (): Promise<ReadonlyArray<Row>> => {
  const first = await setUp()
  const result: Array<Row> = [first]
  const floor = await bare()
  const us = await ours()
  result.push(...(await trips(us, floor)))
  await us.close()
  await floor.close()
  return [...result, ...(await sessions()), await answering()]
}
