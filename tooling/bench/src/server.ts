/**
 * Measures how many sessions of the server a core holds, how much memory each takes, and how soon the offline engine
 * answers.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { Row } from "./row.ts"
import { startBare } from "./server/bareServer.ts"
import { makeCrowd, type StartServer } from "./server/Crowd.ts"
import { offlineTurns } from "./server/offlineTurn.ts"

const limitMs = 50
const talkMs = 4000

/** The 99th percentile of sorted values. */
const p99 = (sorted: Float64Array): number => sorted[Math.floor(sorted.length * 0.99)] ?? Number.POSITIVE_INFINITY

/** The p99 delay of `sessions` sessions, each with 20 events a second each way. */
const delayOf = async (sessions: number): Promise<number> => {
  const crowd = await makeCrowd()
  try {
    await crowd.open(sessions)
    const late = await crowd.talk(talkMs)
    // Events that did not arrive count as late.
    const due = (sessions * 2 * 20 * talkMs) / 2 / 1000
    return late.length < due * 0.95 ? Number.POSITIVE_INFINITY : p99(late)
  } finally {
    await crowd.close()
  }
}

/**
 * Doubles the number of sessions until there are too many, then halves the gap three times. A number that failed is
 * measured again, because the machine may have been busy. Takes at most 16 measurements of four seconds.
 */
const held = async (): Promise<{ readonly sessions: number; readonly p99: number }> => {
  let best = { sessions: 0, p99: 0 }
  let tooMany = Number.POSITIVE_INFINITY
  const measure = async (sessions: number) => {
    let delay = await delayOf(sessions)
    if (delay >= limitMs) delay = await delayOf(sessions)
    if (delay < limitMs) best = { sessions, p99: delay }
    else tooMany = sessions
  }
  // The first run only warms up the compiler.
  await delayOf(16)
  await measure(16)
  for (let sessions = 32; tooMany === Number.POSITIVE_INFINITY && sessions <= 1024; sessions *= 2) {
    await measure(sessions)
  }
  for (let step = 0; step < 3 && tooMany - best.sessions > 1; step++) {
    await measure(Math.floor((best.sessions + tooMany) / 2))
  }
  return best
}

const collected = async (): Promise<number> => {
  setFlagsFromString("--expose-gc")
  const gc: () => void = runInNewContext("gc")
  for (let turn = 0; turn < 3; turn++) {
    gc()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Runs a few sessions and closes them, so that what is made once is not counted. */
const warmUp = async (start?: StartServer): Promise<void> => {
  const crowd = await makeCrowd(start)
  await crowd.open(2)
  await crowd.talk(500)
  await crowd.close()
}

/** Enough that the code does not count, which the first of them load. */
const idleSessions = 400

/** KiB that an idle session adds, both ends in this process. */
const idleOf = async (start?: StartServer): Promise<number> => {
  await warmUp(start)
  const crowd = await makeCrowd(start)
  const before = await collected()
  await crowd.open(idleSessions)
  const open = await collected()
  await crowd.close()
  return (open - before) / idleSessions / 1024
}

const idle = async (): Promise<Row> => {
  const bare = await idleOf(startBare)
  const ours = await idleOf()
  return {
    name: "server: memory of an idle session, both ends",
    ours,
    unit: "KiB",
    floor: { name: "ws", value: bare },
    promise: "at most 30",
    holds: ours <= 30
  }
}

/** KiB of a session that has talked for 10 s. */
const talking = async (): Promise<number> => {
  const sessions = 40
  await warmUp()
  const crowd = await makeCrowd()
  const before = await collected()
  await crowd.open(sessions)
  await crowd.talk(10_000)
  const after = await collected()
  await crowd.close()
  return (after - before) / sessions / 1024
}

const cpuSessions = 60
const cpuSeconds = 4

/** Milliseconds of CPU that one second of one talking session takes, both ends in this process. */
const cpuOf = async (start?: StartServer): Promise<number> => {
  const crowd = await makeCrowd(start)
  try {
    await crowd.open(cpuSessions)
    await crowd.talk(2000)
    const before = process.cpuUsage()
    await crowd.talk(cpuSeconds * 1000)
    const { system, user } = process.cpuUsage(before)
    return (user + system) / 1000 / cpuSessions / cpuSeconds
  } finally {
    await crowd.close()
  }
}

/** The least of three runs of each server, in turn, because other programs can only add to them. */
const cpu = async (): Promise<Row> => {
  const runs = { ours: Number.POSITIVE_INFINITY, bare: Number.POSITIVE_INFINITY }
  for (let round = 0; round < 3; round++) {
    runs.bare = Math.min(runs.bare, await cpuOf(startBare))
    runs.ours = Math.min(runs.ours, await cpuOf())
  }
  return {
    name: "server: CPU time of a talking session each second, 20 audio events each way, both ends in one process",
    ours: runs.ours,
    unit: "ms",
    floor: { name: "ws, JSON and base64", value: runs.bare },
    promise: "at most 1.5 times the floor",
    holds: runs.ours <= 1.5 * runs.bare
  }
}

export const rows = async (): Promise<ReadonlyArray<Row>> => {
  const idleRow = await idle()
  const kept = await talking()
  const { p99: delay, sessions } = await held()
  const turns = [...(await offlineTurns(5))].sort((a, b) => a - b)
  const middle = turns[Math.floor(turns.length / 2)] ?? Number.NaN
  return [
    await cpu(),
    {
      name: "server: sessions held by one core, 20 audio events a second each way, p99 delay under 50 ms, clients in the same process",
      ours: sessions,
      unit: "sessions"
    },
    { name: "server: p99 delay of their events", ours: delay, unit: "ms" },
    idleRow,
    {
      name: "server: memory of a session after 10 s of audio each way, both ends",
      ours: kept,
      unit: "KiB",
      floor: { name: "the kept 10 s of the answer, as PCM16", value: (10 * 24_000 * 2) / 1024 }
    },
    {
      name: "server: from the end of speech to the first audio, offline engine, including 500 ms of silence",
      ours: middle,
      unit: "ms",
      floor: { name: "the silence that ends a turn", value: 500 }
    }
  ]
}

if (import.meta.main) {
  for (const row of await rows()) process.stdout.write(`${JSON.stringify(row)}\n`)
}
