/**
 * What was passed to the player, in order. It is a queue of runs, each of one part and behind the one before. Only the
 * first run can be heard in part. A queue is a value. An operation costs the same however many runs wait.
 */
import { PersistentMap } from "./PersistentMap.ts"

/** A run of queued samples of one part that may still be heard. */
export interface Run {
  readonly part: string
  readonly start: number
  readonly end: number
  readonly heard: number
}

export interface RunQueue {
  /** Those before {@link RunQueue.head} are gone. */
  readonly runs: PersistentMap<Run, number>
  /** The key of the first run. */
  readonly head: number
}

const empty: RunQueue = { runs: PersistentMap.empty(), head: 0 }

const first = ({ head, runs }: RunQueue): Run | undefined => runs.get(head)

const replaceFirst = ({ head, runs }: RunQueue, run: Run): RunQueue => ({ runs: runs.with(head, run), head })

/** Gone runs that are more than those that wait are let go of, at a cost that they have paid for. */
const dropFirst = ({ head, runs }: RunQueue): RunQueue => {
  const next: RunQueue = { runs, head: head + 1 }
  return next.head < 32 || 2 * next.head < runs.size ? next : of(waiting(next))
}

/** Adds samples at the end. They lengthen the last run if they follow it and are of its part. */
const add = ({ head, runs }: RunQueue, part: string, start: number, end: number): RunQueue => {
  const last = runs.size > head ? runs.last : undefined
  return last?.part === part && last.end === start
    ? { runs: runs.with(runs.size - 1, { ...last, end }), head }
    : { runs: runs.with(runs.size, { part, start, end, heard: 0 }), head }
}

const waiting = ({ head, runs }: RunQueue): ReadonlyArray<Run> =>
  Array.from({ length: runs.size - head }, (_, index) => runs.get(head + index)).filter((run) => run !== undefined)

const of = (runs: ReadonlyArray<Run>): RunQueue => ({
  runs: runs.reduce((all, run, key) => all.with(key, run), PersistentMap.empty<Run, number>()),
  head: 0
})

/** The queue without the runs that do not pass. Costs as much as there are runs. */
const filter = (queue: RunQueue, passes: (run: Run) => boolean): RunQueue => of(waiting(queue).filter(passes))

export const RunQueue = { empty, first, replaceFirst, dropFirst, add, filter }
