/** The streams of the engine. */
import { type EngineUnavailable, nodeExpiryMs } from "@antiphon/gateway"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Link } from "../link/Link.ts"
import { UnsuitableServer } from "../UnsuitableServer.ts"
import { api, codes, unavailable } from "./api.ts"
import { record } from "./json.ts"

const seconds = (count: number): number => count * 1e9
const days = (count: number): number => seconds(count * 86_400)

interface StreamPlan {
  readonly name: string
  readonly subjects: ReadonlyArray<string>
  readonly maxAge: number
  /** Only the last message of each subject is kept. */
  readonly isTable: boolean
  readonly storage?: "memory"
}

export const streams = {
  log: { name: "ANTIPHON_LOG", subjects: ["antiphon.log.*"], maxAge: days(30), isTable: false },
  registry: { name: "ANTIPHON_SESSIONS", subjects: ["antiphon.reg.*.*"], maxAge: days(30), isTable: true },
  nodes: {
    name: "ANTIPHON_NODES",
    subjects: ["antiphon.node.*"],
    maxAge: seconds(nodeExpiryMs / 1_000),
    isTable: true,
    storage: "memory"
  },
  places: { name: "ANTIPHON_PLACES", subjects: ["antiphon.place.*.*"], maxAge: days(2), isTable: true },
  rates: { name: "ANTIPHON_RATES", subjects: ["antiphon.rate.*.*"], maxAge: days(2), isTable: true },
  secrets: { name: "ANTIPHON_SECRETS", subjects: ["antiphon.secret.*"], maxAge: seconds(7_300), isTable: true },
  usage: { name: "ANTIPHON_USAGE", subjects: ["antiphon.usage.*.*"], maxAge: days(90), isTable: false },
  audio: { name: "ANTIPHON_AUDIO", subjects: ["antiphon.audio.*.*.*.*"], maxAge: days(7), isTable: false }
} as const satisfies Record<string, StreamPlan>

/** Makes the streams that are not there. A stream that an operator made with other bounds stays as it is. */
export const ensureStreams = (
  link: Link,
  replicas: number
): Effect.Effect<void, EngineUnavailable | UnsuitableServer> =>
  Effect.forEach(Object.values(streams), (plan) => ensure(link, plan, replicas), { discard: true })

/** A server that has just started, or a cluster without a leader, may take this many milliseconds. */
const startingMs = 9_000
/**
 * The servers of a cluster tell each other every 10 s that they are there. One that missed it, e.g. because the machines were busy, places
 * no replica on the others until the next time.
 */
const placingMs = 45_000

/** Why a stream is not there yet, and how long that may last. */
interface Missing {
  readonly _tag: "Missing"
  readonly error: EngineUnavailable
  readonly patienceMs: number
}

const ensure = Effect.fnUntraced(function* (link: Link, plan: StreamPlan, replicas: number) {
  const start = yield* Clock.currentTimeMillis
  for (let tries = 1; ; tries++) {
    const made = yield* makeStream(link, plan, replicas)
    const missing = made._tag === "Missing" ? made : yield* checked(link, plan, made.config)
    if (missing === undefined) return
    if ((yield* Clock.currentTimeMillis) - start > missing.patienceMs) return yield* missing.error
    if (tries === 10) yield* Effect.logWarning(`Still waiting for NATS. ${missing.error.message}`)
    yield* Effect.sleep(300)
  }
})

/** A stream that is there. Its configuration is known if it is ours. */
interface There {
  readonly _tag: "There"
  readonly config: unknown
}

/** Makes a stream that is not there. */
export const makeStream = Effect.fnUntraced(function* (
  link: Link,
  plan: StreamPlan,
  replicas: number
): Effect.fn.Return<There | Missing> {
  const made = yield* Effect.result(api(link, `STREAM.CREATE.${plan.name}`, configOf(plan, replicas)))
  if (made._tag === "Failure") {
    const { failure } = made
    const detail =
      failure.why === "no responders"
        ? "JetStream does not answer. Start nats-server with -js, and a cluster with most of its servers"
        : failure.message
    return { _tag: "Missing", error: unavailable(detail, failure), patienceMs: startingMs }
  }
  const { config, error } = made.success
  if (error === undefined || error.code === codes.otherConfiguration) return { _tag: "There", config }
  const detail = `stream ${plan.name} cannot be made (${error.description})`
  return error.code === codes.noSuitablePeers
    ? {
        _tag: "Missing",
        error: unavailable(`${detail}. It needs ${replicas} servers that see each other`),
        patienceMs: placingMs
      }
    : { _tag: "Missing", error: unavailable(detail), patienceMs: startingMs }
})

const configOf = ({ isTable, maxAge, name, storage, subjects }: StreamPlan, replicas: number) => ({
  name,
  subjects,
  num_replicas: replicas,
  max_age: maxAge,
  // A stream that made room by dropping messages would drop the fences of live sessions.
  discard: "new",
  storage: storage ?? "file",
  retention: "limits",
  allow_direct: false,
  duplicate_window: Math.min(seconds(120), maxAge),
  ...(isTable ? { max_msgs_per_subject: 1 } : {})
})

/** A stream of the same name may have been made by someone else. */
const checked = Effect.fnUntraced(function* (
  link: Link,
  { name, subjects }: StreamPlan,
  known: unknown
): Effect.fn.Return<Missing | undefined, UnsuitableServer> {
  const missing = (error: EngineUnavailable): Missing => ({ _tag: "Missing", error, patienceMs: startingMs })
  let config = known
  if (config === undefined) {
    const answer = yield* Effect.result(api(link, `STREAM.INFO.${name}`, {}))
    if (answer._tag === "Failure") return missing(unavailable(answer.failure.message, answer.failure))
    const { error } = answer.success
    if (error !== undefined) return missing(unavailable(`stream ${name} cannot be read (${error.description})`))
    config = answer.success["config"]
  }
  const { discard, subjects: found } = record(config)
  if (discard !== "new")
    return yield* new UnsuitableServer({
      detail: `stream ${name} discards old messages when it is full, so live sessions would be fenced. Set its discard policy to new.`
    })
  if (!Array.isArray(found) || subjects.some((subject) => !found.includes(subject)))
    return yield* new UnsuitableServer({
      detail: `stream ${name} has other subjects than ${subjects.join(", ")}. Remove or rename it.`
    })
  return undefined
})
