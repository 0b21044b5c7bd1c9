/** One source, many readers, each at its own pace and with its own bound. */
import { TransportError } from "@antiphon/core"
import { type Mailbox, makeMailbox } from "@antiphon/core/transport"
import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { Scheduler } from "effect/Scheduler"
import type * as Scope from "effect/Scope"
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
  const readers = new Set<Mailbox<A, TransportError>>()
  const behind = TransportError.overflow({ events: limit, bytes: 0, limit: `${limit} events` })
  let ended: TransportError | undefined
  return {
    publish: (value) => {
      for (const reader of readers) {
        if (reader.size() < limit) {
          reader.push(value)
          continue
        }
        readers.delete(reader)
        reader.end(Exit.fail(behind))
      }
    },
    end: (error) => {
      ended = error
      for (const reader of readers) reader.end(Exit.fail(error))
      readers.clear()
    },
    stream: Stream.unwrap(
      Effect.gen(function* () {
        const reader = yield* mailbox<A, TransportError>()
        if (ended === undefined) yield* member(readers, reader)
        else reader.end(Exit.fail(ended))
        return Stream.fromPull(Effect.succeed(reader.take))
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
  const readers = new Set<{ readonly look: () => void; readonly end: () => void }>()
  let value = first
  let ended = false
  const select: Latest<A>["select"] = (select) =>
    Stream.unwrap(
      Effect.gen(function* () {
        /** Has something if the reader has not seen the newest. */
        const news = yield* mailbox<true, Cause.Done>()
        let selected = select(value)
        const reader = {
          look: () => {
            try {
              const next = select(value)
              if (next === selected) return
              selected = next
              if (news.size() === 0) news.push(true)
            } catch (defect) {
              // The code is the reader's own, and does not end the step of the session.
              readers.delete(reader)
              news.end(Exit.die(defect))
            }
          },
          end: () => news.end(Exit.fail(Cause.Done()))
        }
        news.push(true)
        if (ended) reader.end()
        else yield* member(readers, reader)
        return Stream.fromPull(Effect.succeed(Effect.map(news.take, () => Arr.of(selected))))
      })
    )
  return {
    publish: (next) => {
      if (next === value) return
      value = next
      for (const { look } of readers) look()
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

/** A mailbox that wakes its reader as Effect's scheduler does. A caller that was just answered subscribes before that. */
const mailbox = <A, E>(): Effect.Effect<Mailbox<A, E>> =>
  Effect.map(Scheduler, (scheduler) => {
    const dispatcher = scheduler.makeDispatcher()
    return makeMailbox((task) => dispatcher.scheduleTask(task, 0))
  })

/** Adds a member to a set, until the scope closes. */
const member = <A>(set: Set<A>, added: A): Effect.Effect<void, never, Scope.Scope> => {
  set.add(added)
  return Effect.addFinalizer(() => Effect.sync(() => set.delete(added)))
}
