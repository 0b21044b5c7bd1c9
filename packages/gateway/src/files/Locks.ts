/** Actions on one name run one after the other. */
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"

export class Locks<K> {
  private readonly held = new Map<K, { readonly one: Semaphore.Semaphore; users: number }>()

  alone<A, E>(key: K, action: Effect.Effect<A, E>): Effect.Effect<A, E> {
    return Effect.suspend(() => {
      const lock = this.held.get(key) ?? { one: Semaphore.makeUnsafe(1), users: 0 }
      this.held.set(key, lock)
      lock.users++
      return Effect.ensuring(
        lock.one.withPermits(1)(action),
        Effect.sync(() => {
          if (--lock.users === 0) this.held.delete(key)
        })
      )
    })
  }
}
