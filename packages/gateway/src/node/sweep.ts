/** Ends sessions that no client came back to. Every node sweeps, and the claim decides who does it. */
import * as Effect from "effect/Effect"
import { controlLine } from "../session/Line.ts"
import type { SessionRecord } from "../services/SessionRegistry.ts"
import type { Nodes } from "../services/Nodes.ts"
import { bookFolded } from "../session/book.ts"
import { foldLog } from "../session/foldLog.ts"
import type { NodeContext } from "./Context.ts"

/** Ended sessions stay in the list for this many milliseconds. */
const keepEndedMs = 3_600_000
/** Sessions that one sweep ends at most. */
const mostSwept = 500

/** Goes through the list once. Returns how many sessions it ended. */
export const sweep = Effect.fnUntraced(function* (context: NodeContext, nodes: Nodes["Service"]) {
  const now = Date.now()
  const { resumeMs } = context.settings
  const [records, there] = yield* Effect.all([context.registry.list(), nodes.list])
  const alive = new Set(there.map(({ node }) => node))
  const isAbandoned = ({ node, since, state }: SessionRecord) =>
    now - since > resumeMs && (state === "suspended" || (state === "live" && !alive.has(node)))
  const abandoned = records.filter(isAbandoned).slice(0, mostSwept)
  const ended = yield* Effect.forEach(abandoned, (record) => Effect.result(endAbandoned(context, record)), {
    concurrency: 8
  })
  for (const { since, sid, state } of records)
    if (state === "ended" && now - since > keepEndedMs) yield* Effect.ignore(context.registry.remove(sid))
  return ended.filter(({ _tag }) => _tag === "Success").length
})

/** Claims the session, writes that it ended, books what was used, and gives its place back. */
const endAbandoned = Effect.fnUntraced(function* (context: NodeContext, record: SessionRecord) {
  const { limits, log, registry, settings } = context
  const { sid, tenant } = record
  const claim = yield* log.claim(sid, { fresh: false })
  yield* claim.append([controlLine(Date.now(), { k: "end", reason: "no client came back" })])
  const read = yield* Effect.result(log.read(sid, { to: claim.position }))
  if (read._tag === "Success") bookFolded(context, foldLog(read.success, undefined), { tenant, sid })
  const node = settings.node
  yield* registry.put({ ...record, node, epoch: claim.epoch, state: "ended", since: Date.now() })
  yield* limits.release({ tenant, sid, node: record.node })
})
