/** The session log. A session is one subject, and its last message is the only lock. */
import {
  type Chunk,
  type Claim,
  type EngineUnavailable,
  Fenced,
  freshToken,
  LogBroken,
  NoSuchSession,
  SessionExists,
  type SessionLog,
  type Token
} from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import { lastOf, purge, type Stored, unavailable } from "../jetstream/api.ts"
import { certain } from "../jetstream/certain.ts"
import { replay } from "../jetstream/replay.ts"
import type { Store } from "../Store.ts"
import { type LogRecord, readHead, readLines, writeRecord } from "./LogRecord.ts"

const subjectOf = (sid: Token): string => `antiphon.log.${sid}`

/** How often a claim that lost a race is tried. */
const maxRaces = 50

export const natsLog = (store: Store): SessionLog["Service"] => {
  const place = store.place("log")
  const { link, stream } = place

  /** The last chunk of a session, or `undefined` if there is no session. */
  const headOf = (sid: Token) =>
    Effect.flatMap(lastOf(link, stream, subjectOf(sid)), (last) => {
      if (last === undefined) return Effect.succeed(undefined)
      const head = readHead(last.data)
      return head === undefined
        ? Effect.fail(unavailable(`the log of session ${sid} ends with a message that is not ours`))
        : Effect.succeed({ ...head, seq: last.seq })
    })

  const claim = Effect.fnUntraced(function* (sid: Token, { fresh }: { readonly fresh: boolean }) {
    for (let race = 0; race < maxRaces; race++) {
      const before = yield* headOf(sid)
      if (fresh && before !== undefined) return yield* new SessionExists({ sid })
      if (!fresh && before === undefined) return yield* new NoSuchSession({ sid })
      const name = freshToken("c")
      const first = before === undefined ? 0 : before.first || before.seq
      const head = {
        kind: "claim",
        epoch: (before?.epoch ?? 0) + 1,
        node: store.node,
        claim: name,
        n: 0,
        first
      } as const
      const outcome = yield* certain(place, {
        subject: subjectOf(sid),
        payload: writeRecord(head, []),
        after: before?.seq ?? 0,
        id: `${sid}:${name}`,
        isOwn: (stored) => readHead(stored.data)?.claim === name
      })
      if (outcome._tag === "Stored") return claimed({ store, sid, head, position: outcome.seq })
    }
    return yield* unavailable(`${maxRaces} other claims of session ${sid} came first`)
  })

  const read = Effect.fnUntraced(function* (
    sid: Token,
    { to = Infinity }: { readonly to?: number } = {}
  ): Effect.fn.Return<ReadonlyArray<Chunk>, EngineUnavailable | LogBroken> {
    const chunks: Array<Chunk> = []
    let before = 0
    for (const { message, seq } of yield* replay(link, stream, subjectOf(sid))) {
      if (seq > to) break
      const head = readHead(message.data)
      // The expectation is stored with the message, so each names the one that it followed.
      const follows = Number(message.headers?.get("Nats-Expected-Last-Subject-Sequence"))
      if (head === undefined || follows !== before) return yield* new LogBroken({ sid, position: seq })
      before = seq
      const { epoch, kind, node } = head
      chunks.push({ position: seq, epoch, node, kind, lines: readLines(message.data) })
    }
    if (to !== Infinity && before !== to) return yield* unavailable("the server that answered is behind")
    return chunks
  })

  return { claim, read, erase: (sid) => purge(link, stream, subjectOf(sid)) }
}

interface Claimed {
  readonly store: Store
  readonly sid: Token
  readonly head: LogRecord
  readonly position: number
}

/** A claim that stands. It knows the sequence of its last message, which the next one has to follow. */
const claimed = ({ head, position, sid, store }: Claimed): Claim => {
  const { claim, epoch, node } = head
  const place = store.place("log")
  const first = head.first || position
  let last = position
  let count = 0
  let current: { readonly lines: ReadonlyArray<string>; readonly n: number; seq: number | undefined } | undefined

  const fenced = (stored: Stored | undefined) => {
    const by = stored && readHead(stored.data)
    return new Fenced({ sid, epoch, by: by && { epoch: by.epoch, node: by.node } })
  }

  const append = Effect.fnUntraced(function* (
    lines: ReadonlyArray<string>
  ): Effect.fn.Return<number, Fenced | EngineUnavailable> {
    // The same array continues an attempt whose outcome was open.
    if (current?.lines !== lines) current = { lines, n: ++count, seq: undefined }
    const mine = current
    if (mine.seq !== undefined) return mine.seq
    const payload = writeRecord({ kind: "lines", epoch, node, claim, n: mine.n, first }, lines)
    for (;;) {
      const outcome = yield* certain(place, {
        subject: subjectOf(sid),
        payload,
        after: last,
        id: `${sid}:${claim}:${mine.n}`,
        isOwn: (stored) => {
          const found = readHead(stored.data)
          return found?.claim === claim && found.n === mine.n
        }
      })
      if (outcome._tag === "Stored") {
        last = mine.seq = outcome.seq
        return outcome.seq
      }
      // An earlier chunk of this claim, whose outcome was open, was stored. This one follows it.
      if (outcome.last === undefined || readHead(outcome.last.data)?.claim !== claim) return yield* fenced(outcome.last)
      last = outcome.last.seq
    }
  })

  const check = Effect.flatMap(lastOf(place.link, place.stream, subjectOf(sid)), (stored) =>
    stored !== undefined && readHead(stored.data)?.claim === claim ? Effect.void : Effect.fail(fenced(stored))
  )
  return { sid, epoch, position, first, append: (lines) => Effect.uninterruptible(append(lines)), check }
}
