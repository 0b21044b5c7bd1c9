/** What tenants may use. Places are messages, whose order decides. Rates are taken in blocks from one message. */
import {
  type EngineUnavailable,
  freshToken,
  nodeExpiryMs,
  type Place,
  type Rate,
  type TenantLimits,
  type Token,
  token
} from "@antiphon/gateway"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { lastOf, purge, type Stored, unavailable } from "../jetstream/api.ts"
import { certain } from "../jetstream/certain.ts"
import { parsed } from "../jetstream/json.ts"
import { replay } from "../jetstream/replay.ts"
import type { Store } from "../Store.ts"
import { seenNodes } from "./nodes.ts"

const maxRaces = 100

export const natsLimits = (store: Store): TenantLimits["Service"] => ({ ...places(store), spend: rates(store) })

const placeOf = (tenant: Token, sid: Token | "*"): string => `antiphon.place.${tenant}.${sid}`

/** A place as it is stored. */
interface Taken {
  readonly node: Token | undefined
  readonly at: number
  /** Where the session stands among those of its tenant, or 0 if its own sequence says so. */
  readonly rank: number
  readonly w: string
  readonly isFree: boolean
}

const takenOf = (data: Uint8Array): Taken => {
  const { at, free, n, r, w } = parsed(data)
  return {
    node: typeof n === "string" ? token(n) : undefined,
    at: Number(at),
    rank: Number(r),
    w: String(w),
    isFree: free === true
  }
}

const places = (store: Store): Pick<TenantLimits["Service"], "admit" | "release"> => {
  const at = store.place("places")
  const { link, stream } = at

  const write = (subject: string, after: number, value: { readonly w: string; readonly [key: string]: unknown }) =>
    certain(at, {
      subject,
      payload: JSON.stringify(value),
      after,
      id: value.w,
      isOwn: ({ data }) => takenOf(data).w === value.w
    })

  /** Counts the places of the tenant that come before this one, without those of dead nodes. */
  const before = Effect.fnUntraced(function* (tenant: Token, own: number) {
    const { here, left } = yield* seenNodes(store)
    const alive = new Set(here.map(({ node }) => node))
    const now = yield* Clock.currentTimeMillis
    // After an outage the nodes need some time to announce themselves again.
    const isAfterOutage = now - link.cameBackAt < nodeExpiryMs
    const all = yield* replay(link, stream, placeOf(tenant, "*"))
    // A server that is behind would not know this place, and perhaps not the others.
    if (!all.some(({ seq }) => seq === own)) return yield* unavailable("the server that answered is behind")
    return all.filter(({ message, seq }) => {
      const { at, isFree, node, rank } = takenOf(message.data)
      if (isFree || node === undefined || seq === own || (rank || seq) > own) return false
      // A node may not have announced itself yet.
      return alive.has(node) || (!left.has(node) && (isAfterOutage || now - at < nodeExpiryMs))
    }).length
  })

  /** Frees a place, unless another node has written it since. */
  const free = Effect.fnUntraced(function* (subject: string, seq: number) {
    const outcome = yield* write(subject, seq, { free: true, w: freshToken("w") })
    if (outcome._tag === "Stored") yield* Effect.ignore(purge(link, stream, subject, outcome.seq + 1))
  })

  return {
    admit: Effect.fnUntraced(function* ({ node, sid, tenant }, limit) {
      const subject = placeOf(tenant, sid)
      for (let race = 0; race < maxRaces; race++) {
        const last = yield* lastOf(link, stream, subject)
        const held = last === undefined ? undefined : takenOf(last.data)
        const rank = held === undefined || held.isFree ? 0 : held.rank || (last?.seq ?? 0)
        const value = { n: node, at: yield* Clock.currentTimeMillis, r: rank, w: freshToken("w") }
        const outcome = yield* write(subject, last?.seq ?? 0, value)
        if (outcome._tag === "Other") continue
        // A session that has a place keeps it.
        if (rank > 0) return true
        const ahead = Effect.retry(before(tenant, outcome.seq), { times: 5 })
        if ((yield* Effect.onError(ahead, () => Effect.ignore(free(subject, outcome.seq)))) < limit) return true
        yield* free(subject, outcome.seq)
        return false
      }
      return yield* unavailable(`${maxRaces} other writings of a place came first`)
    }),
    release: Effect.fnUntraced(function* ({ node, sid, tenant }: Place) {
      const subject = placeOf(tenant, sid)
      const last = yield* lastOf(link, stream, subject)
      if (last !== undefined && takenOf(last.data).node === node) yield* free(subject, last.seq)
    })
  }
}

/** What is left of a block that this node has taken. */
interface Block {
  until: number
  left: number
}

/** A node takes a hundredth of the amount at once, so that not every event costs a write. */
const blockOf = (rate: Rate, amount: number): number => Math.max(amount, Math.floor(rate.amount / 100))

/** Blocks that are remembered. */
const maxBlocks = 10_000

const rates = (store: Store): TenantLimits["Service"]["spend"] => {
  const at = store.place("rates")
  const blocks = new Map<string, { readonly one: Semaphore.Semaphore; readonly block: Block }>()

  /** Takes a block of the window, or what is left of it if that is enough. */
  const take = Effect.fnUntraced(function* (
    subject: string,
    amount: number,
    rate: Rate
  ): Effect.fn.Return<Block | undefined, EngineUnavailable> {
    for (let race = 0; race < maxRaces; race++) {
      const last = yield* lastOf(at.link, at.stream, subject)
      const now = yield* Clock.currentTimeMillis
      const { spent, start } = windowOf(last, now, rate)
      const size = Math.min(blockOf(rate, amount), rate.amount - spent)
      if (size < amount) return undefined
      const w = freshToken("w")
      const outcome = yield* certain(at, {
        subject,
        payload: JSON.stringify({ start, spent: spent + size, w }),
        after: last?.seq ?? 0,
        id: w,
        isOwn: ({ data }) => parsed(data)["w"] === w
      })
      if (outcome._tag === "Stored") return { until: start + rate.windowMs, left: size }
      yield* Effect.sleep(Math.random() * 5)
    }
    return yield* unavailable(`${maxRaces} other nodes came first`)
  })

  return (tenant, meter, amount, rate) => {
    const subject = `antiphon.rate.${tenant}.${meter}`
    const known = blocks.get(subject) ?? { one: Semaphore.makeUnsafe(1), block: { until: 0, left: 0 } }
    blocks.delete(subject)
    blocks.set(subject, known)
    const [oldest] = blocks.keys()
    if (blocks.size > maxBlocks && oldest !== undefined) blocks.delete(oldest)
    const { block } = known
    return known.one.withPermits(1)(
      Effect.gen(function* () {
        const now = yield* Clock.currentTimeMillis
        if (now >= block.until) block.left = 0
        if (block.left < amount) {
          const taken = yield* take(subject, amount - block.left, rate)
          if (taken === undefined) return false
          block.left = taken.until === block.until ? block.left + taken.left : taken.left
          block.until = taken.until
        }
        if (block.left < amount) return false
        block.left -= amount
        return true
      })
    )
  }
}

/** The window that runs now, or a new one. */
const windowOf = (
  last: Stored | undefined,
  now: number,
  rate: Rate
): { readonly start: number; readonly spent: number } => {
  const { spent, start } = last === undefined ? {} : parsed(last.data)
  return typeof start === "number" && now < start + rate.windowMs
    ? { start, spent: Number(spent) }
    : { start: now, spent: 0 }
}
