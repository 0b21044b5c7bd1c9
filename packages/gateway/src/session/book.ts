/** Books what sessions used. */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { NodeContext } from "../node/Context.ts"
import type { UsageRecord } from "../services/UsageLog.ts"
import type { Token } from "../Token.ts"
import type { Folded } from "./foldLog.ts"

/** Use that waits for an engine that is unavailable, of all sessions of a node. The log alone has what is beyond it. */
const maxUsageWaiting = 10_000
/** Tries for about an hour. */
const patience = { times: 1_800, schedule: Schedule.spaced("2 seconds") }

/**
 * Books records of one session, however long the engine is unavailable. A record that is booked already changes nothing. The records are
 * booked one after the other, so that the engine reads only once what the session has.
 */
export const book = ({ counters, usage, write }: NodeContext, records: ReadonlyArray<UsageRecord>): void => {
  if (records.length === 0) return
  const room = Math.max(0, maxUsageWaiting - counters.usageWaiting)
  const taken = records.slice(0, room)
  counters.usageLost += records.length - taken.length
  counters.usageWaiting += taken.length
  const one = (record: UsageRecord) =>
    Effect.ensuring(
      Effect.catch(Effect.retry(usage.record(record), patience), () =>
        Effect.sync(() => {
          counters.usageLost++
        })
      ),
      Effect.sync(() => {
        counters.usageWaiting--
      })
    )
  write(Effect.forEach(taken, one, { discard: true }))
}

/** Books what the log says was used. The node that had the session may have died before it did so. */
export const bookFolded = (
  context: NodeContext,
  { ask, used }: Pick<Folded, "ask" | "used">,
  names: { readonly tenant: Token; readonly sid: Token }
): void =>
  book(
    context,
    used.map((each) => ({ ...names, model: ask.model ?? "", ...each }))
  )
