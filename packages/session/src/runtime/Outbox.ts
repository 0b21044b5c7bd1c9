/** Sends events to one connection, one after the other, in the order in which they were given. */
import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import type * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"

/** Events that the machine sends by itself and the connection has not taken. */
export const outboxLimit = 1024

/** An event on its way, and the callback that learns what became of it. */
interface Entry {
  readonly event: ClientEvent
  readonly isOwn: boolean
  readonly done: (exit: Exit.Exit<void, TransportError>) => void
}

/** Events on their way to one connection. */
export interface Outbox {
  /** Sends an event. `done` is called once the connection has it, or has refused it. Returns whether there was room. */
  readonly offer: (event: ClientEvent, isOwn: boolean, done: Entry["done"]) => boolean
  /** Nothing more is sent. What is under way is given up. */
  readonly close: (error: TransportError) => void
}

export const makeOutbox = (
  connection: Connection<ServerEvent, ClientEvent>,
  fork: (effect: Effect.Effect<void, TransportError>) => Fiber.Fiber<void, TransportError>
): Outbox => {
  let queue: Array<Entry> = []
  let own = 0
  let sending: Fiber.Fiber<void, TransportError> | undefined
  let isPumping = false
  let isClosed = false

  /** Sends one event after the other, as long as the connection takes them at once. */
  const pump = (): void => {
    if (isPumping) return
    isPumping = true
    while (sending === undefined) {
      const entry = queue.shift()
      if (entry === undefined) break
      if (entry.isOwn) own -= 1
      const fiber = fork(connection.send(entry.event))
      sending = fiber
      fiber.addObserver((exit) => {
        if (sending === fiber) sending = undefined
        entry.done(exit)
        pump()
      })
    }
    isPumping = false
  }
  return {
    offer: (event, isOwn, done) => {
      if (isOwn && own >= outboxLimit) return false
      if (isOwn) own += 1
      if (!isClosed) queue.push({ event, isOwn, done })
      pump()
      return true
    },
    close: (error) => {
      isClosed = true
      const left = queue
      queue = []
      sending?.interruptUnsafe()
      for (const { done } of left) done(Exit.fail(error))
    }
  }
}
