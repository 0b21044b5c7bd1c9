/** One source, many readers, each at its own pace and with its own bound. */
import { Overflow, TransportError } from "@antiphon/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

/** Values for readers that need every one of them. */
export interface Broadcast<A> {
  readonly publish: (value: A) => void
  /** Ends every reader with this error, behind what it has not read yet. Later readers end at once. */
  readonly end: (error: TransportError) => void
  /** What is published from the moment that the stream is run. A reader that falls behind its bound ends with `Overflow`. */
  readonly stream: Stream.Stream<A, TransportError>
}

/** Makes a broadcast. `limit` is how many values a reader may be behind. */
export const makeBroadcast = <A>(limit: number): Broadcast<A> => {
  const readers = new Set<Queue.Queue<A, TransportError>>()
  const behind = new TransportError({ reason: new Overflow({ events: limit, bytes: 0, limit: `${limit} events` }) })
  let ended: TransportError | undefined
  return {
    publish: (value) => {
      for (const reader of readers) {
        if (Queue.offerUnsafe(reader, value)) continue
        readers.delete(reader)
        Queue.failCauseUnsafe(reader, Cause.fail(behind))
      }
    },
    end: (error) => {
      ended = error
      for (const reader of readers) Queue.failCauseUnsafe(reader, Cause.fail(error))
      readers.clear()
    },
    stream: Stream.unwrap(
      Effect.gen(function* () {
        const reader = yield* Queue.dropping<A, TransportError>(limit)
        if (ended !== undefined) Queue.failCauseUnsafe(reader, Cause.fail(ended))
        else readers.add(reader)
        yield* Effect.addFinalizer(() => Effect.sync(() => readers.delete(reader)))
        return Stream.fromQueue(reader)
      })
    )
  }
}

/** A value that changes, and its readers. Each reads the value as it is, then the newest whenever it is ready. */
export interface Latest<A> {
  readonly publish: (value: A) => void
  readonly end: () => void
  readonly stream: Stream.Stream<A>
  /** What `select` takes of the value. A change that leaves it the same wakes no reader. */
  readonly select: <B>(select: (value: A) => B) => Stream.Stream<B>
}

/** Makes a value with readers. A value that is published twice in a row is read once. */
export const makeLatest = <A>(first: A): Latest<A> => {
  const readers = new Set<{ readonly offer: (value: A) => void; readonly end: () => void }>()
  let value = first
  let ended = false
  const select: Latest<A>["select"] = (select) =>
    Stream.unwrap(
      Effect.gen(function* () {
        let last = select(value)
        const queue = yield* Queue.sliding<typeof last, Cause.Done>(1)
        const reader = {
          offer: (next: A) => {
            try {
              const selected = select(next)
              if (selected === last) return
              last = selected
              Queue.offerUnsafe(queue, selected)
            } catch (defect) {
              // It is the reader's own code, and must not end the step of the session.
              readers.delete(reader)
              Queue.failCauseUnsafe(queue, Cause.die(defect))
            }
          },
          end: () => void Queue.endUnsafe(queue)
        }
        Queue.offerUnsafe(queue, last)
        if (ended) reader.end()
        else readers.add(reader)
        yield* Effect.addFinalizer(() => Effect.sync(() => readers.delete(reader)))
        return Stream.fromQueue(queue)
      })
    )
  return {
    publish: (next) => {
      if (next === value) return
      value = next
      for (const { offer } of readers) offer(next)
    },
    end: () => {
      ended = true
      for (const { end } of readers) end()
      readers.clear()
    },
    stream: select((each) => each),
    select
  }
}
