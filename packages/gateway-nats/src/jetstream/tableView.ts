/**
 * A table that is read whole again and again. The server keeps a copy in this process up to date, and a question costs two small requests
 * in place of a message for each row.
 */
import type { EngineUnavailable } from "@antiphon/gateway"
import { createInbox } from "@nats-io/transport-node"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { Link } from "../link/Link.ts"
import { api, unavailable, unavailableIfUnanswered } from "./api.ts"
import { parsed, record } from "./json.ts"
import { pushing } from "./pushing.ts"
import { type CopyState, TableCopy } from "./TableCopy.ts"

/** Which table, and how its messages are read. */
export interface Table<A> {
  readonly link: Link
  readonly stream: string
  /** All subjects of the table. */
  readonly subject: string
  readonly read: (data: Uint8Array) => A | undefined
  /** The subject of notices of removal. A stream does not tell its consumers what was purged. */
  readonly notices: string
}

export interface TableView<A> {
  /** The rows that were stored before. */
  readonly values: Effect.Effect<ReadonlyArray<A>, EngineUnavailable>
  /** Say that a row was removed, as it stood at this sequence. */
  readonly removed: (subject: string, seq: number) => void
}

/** How often a copy is made again before it is taken as it is. */
const maxCopies = 3

/** Makes a view. The copy is made at the first question, and ends with the scope. */
export const tableView = Effect.fnUntraced(function* <A>(
  table: Table<A>
): Effect.fn.Return<TableView<A>, EngineUnavailable, Scope.Scope> {
  const { link, notices } = table
  let current: Opened<A> | undefined
  const one = Semaphore.makeUnsafe(1)
  const drop = Effect.suspend(() => {
    const { scope } = current ?? {}
    current = undefined
    return scope === undefined ? Effect.void : Scope.close(scope, Exit.void)
  })
  yield* Effect.addFinalizer(() => drop)
  yield* link.subscribe(notices, ({ data }) => {
    const { seq, subject } = parsed(data)
    if (typeof subject === "string" && typeof seq === "number") current?.copy.removed(subject, seq)
  })
  const values = Effect.gen(function* () {
    for (let tries = 1; ; tries++) {
      const opened = current ?? (yield* opening(table))
      current = opened
      const state = yield* stateOf(table, opened)
      // A server that is behind the leader may count other subjects than the leader does.
      if (state === "whole" || (state === "other" && tries === maxCopies)) return opened.copy.values()
      yield* drop
      if (tries === maxCopies) return yield* unavailable(`${table.stream} cannot be read (messages were lost)`)
    }
  })
  return {
    values: one.withPermits(1)(values),
    removed: (subject, seq) => {
      current?.copy.removed(subject, seq)
      link.publish(notices, JSON.stringify({ subject, seq }))
    }
  }
})

interface Opened<A> {
  readonly copy: TableCopy<A>
  /** The name of the consumer. */
  readonly name: string
  readonly scope: Scope.Closeable
}

const opening = Effect.fnUntraced(function* <A>({ link, read, stream, subject }: Table<A>) {
  const copy = new TableCopy(read)
  const scope = yield* Scope.make()
  const inbox = createInbox()
  const { name } = yield* Effect.andThen(
    link.subscribe(inbox, (message) => copy.take(message)),
    pushing(link, { stream, subject, inbox })
  ).pipe(
    Scope.provide(scope),
    Effect.onError(() => Scope.close(scope, Exit.void))
  )
  return { copy, name, scope } satisfies Opened<A>
})

/** Asks how far the table and the consumer are, and waits until the copy is as far. */
const stateOf = Effect.fnUntraced(function* <A>(
  { link, stream }: Table<A>,
  { copy, name }: Opened<A>
): Effect.fn.Return<CopyState, EngineUnavailable> {
  const asked = [api(link, `STREAM.INFO.${stream}`, {}), api(link, `CONSUMER.INFO.${stream}.${name}`, {})] as const
  const [table, consumer] = yield* unavailableIfUnanswered(Effect.all(asked, { concurrency: 2 }))
  const { last_seq: lastSeq, num_subjects: subjects = 0 } = record(table["state"])
  if (table.error !== undefined || typeof lastSeq !== "number" || typeof subjects !== "number")
    return yield* unavailable(`${stream} cannot be read (${table.error?.description ?? "no count of subjects"})`)
  const { consumer_seq: delivered } = record(consumer["delivered"])
  const { error, num_pending: pending } = consumer
  // The consumer is gone, e.g. with the server that it was on.
  if (error !== undefined || typeof delivered !== "number" || typeof pending !== "number") return "lost"
  return yield* copy.state({ lastSeq, subjects, delivered, pending })
})
