/** Holds a value that is replaced, and notifies its listeners. */
export interface Store<A> {
  /** Returns the current value. */
  readonly get: () => A
  /** Replaces the value. Listeners run only if it changed. */
  readonly update: (change: (value: A) => A) => void
  /** Returns a function that unsubscribes. */
  readonly subscribe: (listener: () => void) => () => void
}

/** Makes a store with a first value. */
export const makeStore = <A>(initial: A): Store<A> => {
  let value = initial
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    update: (change) => {
      const next = change(value)
      if (next === value) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    }
  }
}
