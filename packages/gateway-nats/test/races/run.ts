/** Lets processes race for sessions, troubles them meanwhile, and looks for what must never be stored. */
import { freshToken } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import { type ChildProcess, fork } from "node:child_process"
import { fileURLToPath } from "node:url"
import { lastOf } from "../../src/jetstream/api.ts"
import { ensureStreams, streams } from "../../src/jetstream/streams.ts"
import { replay } from "../../src/jetstream/replay.ts"
import type { Link } from "../../src/link/Link.ts"
import { type LogRecord, readHead, readLines } from "../../src/services/LogRecord.ts"
import { natsLog } from "../../src/services/log.ts"
import { Store } from "../../src/Store.ts"
import { linkOf, name } from "../rig.ts"
import type { Acked, Race } from "./racer.ts"

/** What was found. All but `claims`, `acked` and `fenced` have to be 0. */
export interface Findings {
  readonly claims: number
  readonly acked: number
  readonly fenced: number
  /** Chunks of an older claim that stand after a newer one. */
  readonly stale: number
  /** Epochs that two claims have. */
  readonly doubled: number
  /** Chunks that do not follow the one that they name. */
  readonly broken: number
  /** Acknowledged chunks that are not there. */
  readonly lost: number
}

const nothing = { claims: 0, acked: 0, fenced: 0, stale: 0, doubled: 0, broken: 0, lost: 0 }

/** A chunk as it stands in the stream. */
export interface StoredChunk extends Pick<LogRecord, "kind" | "epoch"> {
  readonly seq: number
  /** The sequence that it was to follow. */
  readonly after: number
  readonly line: string
}

/** Adds what is wrong with the log of one session. */
export const judge = (
  seen: { -readonly [K in keyof Findings]: Findings[K] },
  chunks: ReadonlyArray<StoredChunk>,
  acked: ReadonlyArray<Omit<Acked, "sid">>
): void => {
  const stored = new Map<number, string>()
  const epochs = new Set<number>()
  let [before, newest] = [0, 0]
  for (const { after, epoch, kind, line, seq } of chunks) {
    if (after !== before) seen.broken++
    before = seq
    if (kind === "claim") {
      seen.claims++
      if (epochs.has(epoch)) seen.doubled++
      epochs.add(epoch)
    }
    if (epoch < newest) seen.stale++
    newest = Math.max(newest, epoch)
    stored.set(seq, `${epoch} ${line}`)
  }
  for (const { epoch, line, position } of acked) if (stored.get(position) !== `${epoch} ${line}`) seen.lost++
}

export interface Trouble {
  /** Called again and again while the processes race. Returns when it is over. */
  (racers: ReadonlyArray<ChildProcess>): Promise<void>
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Freezes one owner for a while. */
export const frozenOwners: Trouble = async (racers) => {
  const racer = racers[Math.floor(Math.random() * racers.length)]
  racer?.kill("SIGSTOP")
  await pause(50 + Math.random() * 200)
  racer?.kill("SIGCONT")
  await pause(20)
}

interface Plan {
  readonly servers: ReadonlyArray<string>
  readonly claims: number
  readonly replicas?: number
  readonly trouble?: Trouble
  readonly sessions?: number
}

const racers = 3

/** Runs a race and returns what was found. */
export const race = ({ claims, replicas = 1, servers, sessions = 6, trouble = frozenOwners }: Plan) =>
  Effect.gen(function* () {
    const link = yield* linkOf(...servers)
    yield* ensureStreams(link, replicas)
    const log = natsLog(new Store(name("looker"), link))
    const sids = Array.from({ length: sessions }, () => freshToken("sess"))
    yield* Effect.forEach(sids, (sid) => Effect.retry(log.claim(sid, { fresh: true }), { times: 5 }))
    const acked = yield* Effect.promise(() =>
      raced({ servers, sids, claims: Math.ceil(claims / racers), replicas }, trouble)
    )
    const seen = { ...nothing, acked: acked.all.length, fenced: acked.fenced }
    for (const sid of sids) {
      const messages = yield* whole(link, `antiphon.log.${sid}`)
      const stored = messages.flatMap(({ message, seq }): ReadonlyArray<StoredChunk> => {
        const head = readHead(message.data)
        const after = Number(message.headers?.get("Nats-Expected-Last-Subject-Sequence"))
        return head === undefined ? [] : [{ ...head, seq, after, line: readLines(message.data).join() }]
      })
      judge(
        seen,
        stored,
        acked.all.filter((each) => each.sid === sid)
      )
    }
    return seen satisfies Findings
  }).pipe(Effect.scoped)

/** All messages of a subject. A server that was cut off may still be behind, so the leader says which is the last one. */
const whole = (link: Link, subject: string) =>
  Effect.retry(
    Effect.gen(function* () {
      const last = yield* lastOf(link, streams.log.name, subject)
      const all = yield* replay(link, streams.log.name, subject)
      return all.at(-1)?.seq === last?.seq ? all : yield* Effect.fail("behind")
    }),
    { times: 60, schedule: Schedule.spaced("500 millis") }
  )

/** Starts the processes together and gathers what was acknowledged. */
const raced = async (plan: Omit<Race, "name">, trouble: Trouble) => {
  const children = Array.from({ length: racers }, (_, n) => {
    const job: Race = { ...plan, name: `r${n}` }
    return fork(fileURLToPath(new URL("racer.ts", import.meta.url)), [JSON.stringify(job)])
  })
  try {
    await Promise.all(children.map((child) => new Promise((resolve) => child.once("message", resolve))))
    const race = { isOver: false }
    const results = Promise.all(
      children.map(
        (child) =>
          new Promise<{ readonly acked: ReadonlyArray<Acked>; readonly fenced: number }>((resolve, reject) => {
            child.once("message", (said) => resolve(said as { acked: ReadonlyArray<Acked>; fenced: number }))
            child.once("exit", (code) => reject(new Error(`a racer ended with ${code}`)))
          })
      )
    ).finally(() => {
      race.isOver = true
    })
    for (const child of children) child.send("go")
    const troubled = (async () => {
      while (!race.isOver) await trouble(children)
    })()
    const all = await results
    await troubled
    return { all: all.flatMap(({ acked }) => acked), fenced: all.reduce((sum, { fenced }) => sum + fenced, 0) }
  } finally {
    for (const child of children) {
      child.kill("SIGCONT")
      child.kill("SIGKILL")
    }
  }
}
