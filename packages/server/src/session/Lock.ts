/**
 * The lock of a session. It is free nearly always, so taking it is a plain call, and only a fiber that has to wait
 * suspends. Those that wait get it in their order.
 */
import * as Effect from "effect/Effect"

export class Lock {
  #isHeld = false
  readonly #waiting: Array<() => void> = []

  /** Takes the lock if it is free. */
  take(): boolean {
    if (this.#isHeld) return false
    this.#isHeld = true
    return true
  }

  /** Waits until the lock is taken for the caller. It may be interrupted before, and must release the lock afterwards. */
  wait(): Effect.Effect<void> {
    return Effect.callback((resume) => {
      if (this.take()) return resume(Effect.void)
      // The fiber that releases the lock goes on first.
      const taken = () => resume(Effect.yieldNow)
      this.#waiting.push(taken)
      return Effect.sync(() => {
        const place = this.#waiting.indexOf(taken)
        if (place === -1) this.release()
        else this.#waiting.splice(place, 1)
      })
    })
  }

  /** Passes the lock on, or frees it. */
  release(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#isHeld = false
    else next()
  }
}
