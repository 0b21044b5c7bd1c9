/** The streams of the engine. */
import { type EngineUnavailable, nodeExpiryMs } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
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

/** A cluster that has just started has no leader for a while. */
const patience = { times: 30, schedule: Schedule.spaced("300 millis") }

const ensure = (link: Link, plan: StreamPlan, replicas: number) =>
  Effect.gen(function* () {
    const made = yield* Effect.mapError(api(link, `STREAM.CREATE.${plan.name}`, configOf(plan, replicas)), (error) =>
      error.why === "no responders"
        ? unavailable("JetStream does not answer. Start nats-server with -js, and a cluster with most of its servers")
        : unavailable(error.message, error)
    )
    const { error } = made
    if (error === undefined || error.code === codes.otherConfiguration) return yield* checked(link, plan)
    return yield* unavailable(`stream ${plan.name} cannot be made (${error.description})`)
  }).pipe(Effect.retry({ while: (error) => error._tag === "EngineUnavailable", ...patience }))

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
const checked = Effect.fnUntraced(function* (link: Link, { name, subjects }: StreamPlan) {
  const answer = yield* Effect.mapError(api(link, `STREAM.INFO.${name}`, {}), (error) =>
    unavailable(error.message, error)
  )
  const { discard, subjects: found } = record(answer["config"])
  if (discard !== "new")
    return yield* new UnsuitableServer({
      detail: `stream ${name} discards old messages when it is full, so live sessions would be fenced. Set its discard policy to new.`
    })
  if (!Array.isArray(found) || subjects.some((subject) => !found.includes(subject)))
    return yield* new UnsuitableServer({
      detail: `stream ${name} has other subjects than ${subjects.join(", ")}. Remove or rename it.`
    })
})
