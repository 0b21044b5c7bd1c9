/** What tenants used. Each session has a chain of its own, so a late second try does not book a record twice. */
import {
  type BookedUsage,
  type EngineUnavailable,
  freshToken,
  type Token,
  token,
  type UsageLog
} from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import { unavailable } from "../jetstream/api.ts"
import { certain } from "../jetstream/certain.ts"
import { parsed } from "../jetstream/json.ts"
import { replay } from "../jetstream/replay.ts"
import type { Store } from "../Store.ts"

const subjectOf = (tenant: Token, sid: Token | "*"): string => `antiphon.usage.${tenant}.${sid}`

const maxRaces = 50
/** Sessions whose records are remembered. Those of others are read again. */
const maxChains = 5_000

/** The records of one session. */
interface Chain {
  readonly ids: Set<string>
  last: number
}

export const natsUsage = (store: Store): UsageLog["Service"] => {
  const place = store.place("usage")
  const { link, stream } = place
  const chains = new Map<string, Chain>()

  const read = (subject: string): Effect.Effect<Chain, EngineUnavailable> =>
    Effect.map(replay(link, stream, subject), (all) => ({
      ids: new Set(all.map(({ message }) => String(parsed(message.data)["id"]))),
      last: all.at(-1)?.seq ?? 0
    }))

  const remember = (subject: string, chain: Chain): void => {
    chains.delete(subject)
    chains.set(subject, chain)
    const [oldest] = chains.keys()
    if (chains.size > maxChains && oldest !== undefined) chains.delete(oldest)
  }

  return {
    record: Effect.fnUntraced(function* (used) {
      const subject = subjectOf(used.tenant, used.sid)
      const w = freshToken("w")
      for (let race = 0; race < maxRaces; race++) {
        const chain = chains.get(subject) ?? (yield* read(subject))
        if (chain.ids.has(used.id)) return false
        const outcome = yield* certain(place, {
          subject,
          payload: JSON.stringify({ ...used, w }),
          after: chain.last,
          id: `${w}:${race}`,
          isOwn: ({ data }) => parsed(data)["w"] === w
        })
        if (outcome._tag === "Stored") {
          chain.ids.add(used.id)
          chain.last = outcome.seq
          remember(subject, chain)
          return true
        }
        // Another node has booked something, perhaps this record.
        chains.delete(subject)
      }
      return yield* unavailable(`${maxRaces} other nodes came first`)
    }),
    read: (tenant, { after = 0, limit = 1_000 } = {}) =>
      Effect.map(replay(link, stream, subjectOf(tenant, "*"), { from: after + 1, limit }), (all) =>
        all.flatMap(({ message, seq }) => bookedOf(message.data, seq))
      )
  }
}

const bookedOf = (data: Uint8Array, position: number): ReadonlyArray<BookedUsage> => {
  const { at, id, kind, model, sid, tenant, usage } = parsed(data)
  const session = typeof sid === "string" ? token(sid) : undefined
  const customer = typeof tenant === "string" ? token(tenant) : undefined
  if (session === undefined || customer === undefined || (kind !== "response" && kind !== "transcription")) return []
  return [
    { tenant: customer, sid: session, id: String(id), kind, model: String(model), at: Number(at), usage, position }
  ]
}
