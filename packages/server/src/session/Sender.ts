/**
 * Sending to the client of a session, who may have stopped reading. One alarm watches all sends, because a timer or a
 * fiber for each would cost more than the send.
 */
import type { Connection, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type { SessionClock } from "./SessionClock.ts"
import { notRead } from "./sendWithin.ts"
import type { Tasks } from "./Tasks.ts"

/** What watches the sends. */
export interface Watch extends Pick<Tasks, "startAt"> {
  readonly clock: SessionClock
  readonly timeoutMs: number
}

/** The key of the task that watches. */
const key = "send"

/** Sends one event at a time. */
export class Sender<In, Out> {
  readonly #peer: Connection<In, Out>
  readonly #watch: Watch
  /** When the send that waits began. */
  #since: number | undefined
  #isWatched = false

  constructor(peer: Connection<In, Out>, watch: Watch) {
    this.#peer = peer
    this.#watch = watch
  }

  /**
   * Sends an event. A client that does not take it within the timeout is closed with 1008, which fails the send that
   * waits.
   */
  send(event: Out): Effect.Effect<void, TransportError> {
    return Effect.suspend(() => {
      this.#since = this.#watch.clock.now()
      const sending = Effect.onExitPrimitive(this.#peer.send(event), () => {
        this.#since = undefined
        return undefined
      })
      if (this.#isWatched) return sending
      this.#isWatched = true
      return Effect.andThen(this.#lookAt(this.#since + this.#watch.timeoutMs), sending)
    })
  }

  #lookAt(at: number): Effect.Effect<void> {
    return this.#watch.startAt(key, at, () => this.#look())
  }

  #look(): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (this.#since === undefined) {
        this.#isWatched = false
        return Effect.void
      }
      const late = this.#since + this.#watch.timeoutMs
      return this.#watch.clock.now() < late ? this.#lookAt(late) : this.#peer.close(1008, notRead)
    })
  }
}
