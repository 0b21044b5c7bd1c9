/** Measures phone calls: what the model learns, what a frame and a call cost, and how soon an agent is silent. */
import { Base64, G711 } from "@antiphon/audio"
import { measure } from "./measure.ts"
import type { Row } from "./row.ts"
import { type Interrupted, ours, theirs } from "./telephony/interrupted.ts"
import { silences } from "./telephony/sip.ts"
import { addedMicros, cpuOfSecond, errorAt, growth } from "./telephony/simulated.ts"

const limitMs = 25
const delays = [0, 40, 80, 150]

const part = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((one, other) => one - other)[Math.floor((values.length - 1) * share)] ?? Number.NaN

/** The largest error. Calls whose caller was not answered in time have none. */
const worst = (all: ReadonlyArray<Interrupted>): number =>
  Math.max(0, ...all.flatMap(({ differenceMs }) => (Number.isFinite(differenceMs) ? [Math.abs(differenceMs)] : [])))

/** How far the model is off, over many simulated calls. */
const knowledge = async (): Promise<ReadonlyArray<Row>> => {
  const rows: Array<Row> = []
  for (const lostMarks of [0, 30]) {
    const errors: Array<number> = []
    for (const delayMs of delays)
      for (let seed = 1; seed <= 25; seed += 1) errors.push(await errorAt(delayMs, lostMarks, seed))
    const lost = lostMarks === 0 ? "" : ` and ${lostMarks} % of the marks lost`
    const name = `error of what the model learns was heard, 100 simulated calls at 0 to 150 ms one way with 30 ms of jitter${lost}`
    const promise = `at most ${limitMs} ms`
    for (const [label, share] of [
      ["p95", 0.95],
      ["worst", 1]
    ] as const) {
      const value = part(errors, share)
      rows.push({ name: `${name}, ${label}`, ours: value, unit: "ms", promise, holds: value <= limitMs })
    }
  }
  return rows
}

/** Calls over real sockets, beside the transport of agents-js. */
const sockets = async (): Promise<ReadonlyArray<Row>> => {
  const rows: Array<Row> = []
  const all: Array<Interrupted> = []
  // The first call compiles what the others run.
  await ours([0])
  for (const delayMs of [0, 80, 150]) {
    const mine = await ours([delayMs, delayMs, delayMs])
    const other = await theirs([delayMs])
    if (delayMs === 0) all.push(...mine)
    rows.push({
      name: `error of what the model learns was heard, over sockets at ${delayMs} ms one way, worst of 3 calls`,
      ours: worst(mine),
      unit: "ms",
      peer: { name: "TwilioRealtimeTransportLayer of @openai/agents-extensions, 1 call", value: worst(other) },
      promise: `at most ${limitMs} ms`,
      holds: worst(mine) <= limitMs
    })
  }
  const clear = part(
    all.map(({ clearMs }) => clearMs),
    0.5
  )
  const silence = part(
    all.map(({ silenceMs }) => silenceMs),
    0.5
  )
  rows.push(
    {
      name: "speech_started to the clear on the socket, p50",
      ours: clear,
      unit: "ms",
      promise: "at most 5 ms",
      holds: clear <= 5
    },
    {
      name: "caller's speech to silence at the carrier's ear on loopback, p50",
      ours: silence,
      unit: "ms",
      promise: "at most 60 ms",
      holds: silence <= 60
    }
  )
  return rows
}

/** What a frame and a call cost. */
const costs = async (): Promise<ReadonlyArray<Row>> => {
  const frame = `{"event":"media","media":{"payload":"${Buffer.alloc(160, 0xf0).toString("base64")}"}}`
  const law = { type: "audio/pcmu" } as const
  const { parse } = measure(
    {
      parse: () => {
        const bytes = Base64.decode(JSON.parse(frame).media.payload)
        return bytes._tag === "Success" ? G711.decode(law.type, G711.fromBytes(law.type, bytes.success)) : undefined
      }
    },
    { rounds: 20, calls: 2000 }
  )
  const floor = { name: "JSON.parse, base64 and µ-law of a frame", value: parse / 1000 }
  const inward = await addedMicros(3000)
  const promise = "at most 150 µs"
  const cpu = await cpuOfSecond(30, 20)
  const calls = 1000 / cpu
  const kilobytes = await growth(10, 60)
  return [
    {
      name: "added to 20 ms of the caller, carrier to model, p50",
      ours: inward,
      unit: "µs",
      floor,
      promise,
      holds: inward <= 150
    },
    {
      name: "calls a core, session included, both sides speaking",
      ours: calls,
      unit: "calls",
      promise: "at least 150",
      holds: calls >= 150
    },
    {
      name: "memory that a call gains from its 10th to its 60th minute",
      ours: kilobytes,
      unit: "kB",
      promise: "at most 500 kB",
      holds: kilobytes <= 500
    }
  ]
}

/** A real phone over SIP. */
const phones = async (): Promise<ReadonlyArray<Row>> => {
  const silence = part(await silences(5), 0.5)
  return [
    {
      name: "caller's speech to silence at baresip, a real phone over SIP on loopback, p50 of 5 calls",
      ours: silence,
      unit: "ms",
      promise: "at most 60 ms",
      holds: silence <= 60
    }
  ]
}

export const rows = async (): Promise<ReadonlyArray<Row>> => [
  ...(await knowledge()),
  ...(await costs()),
  ...(await sockets()),
  ...(await phones())
]
