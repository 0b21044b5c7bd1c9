/** Gives every subscriber what is published from then on. A slow one loses the oldest values. */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

/** The values that one subscriber may be behind. */
const behind = 4096

/** A source of values with many subscribers. */
export interface Broadcast<A> {
  readonly publish: (value: A) => void
  readonly end: () => void
  /** Ends when the source does. */
  readonly stream: Stream.Stream<A>
}

/** Makes a source without subscribers. */
export const makeBroadcast = <A>(): Broadcast<A> => {
  const queues = new Set<Queue.Queue<A, Cause.Done>>()
  let isOver = false
  const subscribe = Effect.acquireRelease(
    Effect.map(Queue.sliding<A, Cause.Done>(behind), (queue) => {
      if (isOver) Queue.endUnsafe(queue)
      else queues.add(queue)
      return queue
    }),
    (queue) => Effect.sync(() => queues.delete(queue))
  )
  return {
    publish: (value) => queues.forEach((queue) => Queue.offerUnsafe(queue, value)),
    end: () => {
      isOver = true
      queues.forEach((queue) => Queue.endUnsafe(queue))
    },
    stream: Stream.unwrap(Effect.map(subscribe, (queue) => Stream.fromQueue(queue)))
  }
}
