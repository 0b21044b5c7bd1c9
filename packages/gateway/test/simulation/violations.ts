/** What has to hold of every world at rest. */
import type { Chunk } from "@antiphon/gateway"
import { conversation } from "@antiphon/session"
import { entryOf } from "../../src/session/Line.ts"
import { foldLog } from "../../src/session/foldLog.ts"
import type { User } from "./User.ts"
import type { World } from "./World.ts"

/** What a node had not written when it stopped may be lost, which is what came within this many milliseconds. */
const lossMs = 150

/** Returns what does not hold. */
export const violations = (world: World): ReadonlyArray<string> => [
  ...world.stuck.map((why) => `a user never came to its end: ${why}`),
  ...[...world.shared.store.logs.values()].flatMap(chain),
  ...[...world.shared.store.logs].flatMap(([sid, chunks]) => booked(world, sid, chunks)),
  ...world.users.flatMap(seenOnce),
  ...world.users.flatMap((user) => kept(world, user)),
  ...rest(world)
]

/** Each claim has the next epoch, and nothing of an older claim comes after it. */
const chain = (chunks: ReadonlyArray<Chunk>): ReadonlyArray<string> => {
  let epoch = 0
  return chunks.flatMap((chunk) => {
    const isRight = chunk.kind === "claim" ? chunk.epoch === epoch + 1 : chunk.epoch === epoch
    epoch = chunk.epoch
    return isRight ? [] : [`a chunk of epoch ${chunk.epoch} stands at ${chunk.position}, where it may not`]
  })
}

/** The use that a log names is booked, once. */
const booked = ({ shared }: World, sid: string, chunks: ReadonlyArray<Chunk>): ReadonlyArray<string> => {
  const names = [...shared.store.usage.values()].flatMap(({ records }) =>
    records.filter((record) => record.sid === sid).map(({ id }) => id)
  )
  const twice = names.length === new Set(names).size ? [] : [`use of ${sid} is booked twice`]
  const missing = foldLog(chunks, undefined).used.filter(({ id }) => !names.includes(id))
  return [...twice, ...missing.map(({ id }) => `use of ${id} is not booked`)]
}

/** No event of the service reaches a user twice, except the greeting. */
const seenOnce = ({ received, sid }: User): ReadonlyArray<string> => {
  const ids = received.filter(({ type }) => type !== "session.created").map((event) => event["event_id"])
  return ids.length === new Set(ids).size ? [] : [`a user of ${sid} got an event twice`]
}

/** The record has the turns that were answered, in order, unless the node stopped before it could write them. */
const kept = ({ shared }: World, { answered, sid }: User): ReadonlyArray<string> => {
  const log = [...shared.store.logs].find(([each]) => each === sid)?.[1]
  if (sid === undefined || log === undefined) return answered.length === 0 ? [] : [`${sid} has no log`]
  const order = conversation(foldLog(log, undefined).state).map(({ id }) => id)
  const due = answered.filter(
    ({ at, node }) => !node.stops.some((stopped) => stopped >= at - lossMs && stopped <= at + lossMs)
  )
  const places = due.map(({ itemId }) => order.indexOf(itemId))
  const lost = due.filter((_, n) => places[n] === -1).map(({ itemId }) => `${itemId} was answered and is not recorded`)
  const isSorted = places.every((place, n) => place >= (places[n - 1] ?? -1))
  return [...lost, ...(lost.length > 0 || isSorted ? [] : [`the turns of ${sid} are out of order`])]
}

/** Nothing is left of sessions that have ended. */
const rest = ({ nodes, shared }: World): ReadonlyArray<string> => {
  const alive = nodes.filter(({ diedAt }) => diedAt === undefined)
  const left = alive.flatMap(({ id, node: { context } }) => [
    ...(context.sessions.size === 0 ? [] : [`${id} has ${context.sessions.size} sessions left`]),
    ...(context.share.bytes === 0 ? [] : [`${id} has ${context.share.bytes} bytes left to write`]),
    ...(context.share.unavailable === 0 ? [] : [`${id} takes ${context.share.unavailable} sessions for unrecorded`]),
    ...(context.counters.usageWaiting === 0 ? [] : [`${id} has use left to book`])
  ])
  if (alive.length < nodes.length) return left
  const owners = shared.store.owners.size === 0 ? [] : [`${shared.store.owners.size} names are owned`]
  const open = [...shared.service.sessions].filter((session) => session.isConnected).length
  return [...left, ...owners, ...(open === 0 ? [] : [`${open} sessions of the service are open`])]
}

/** The lines of a log, for a report. */
export const linesOf = (chunks: ReadonlyArray<Chunk>): ReadonlyArray<unknown> =>
  chunks.flatMap(({ epoch, lines, node }) => lines.map((line) => ({ epoch, node, ...entryOf(line) })))
