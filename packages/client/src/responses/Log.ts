import { RealtimeError } from "../RealtimeError.ts"
import { traced } from "../boundary/traced.ts"

type From = "first" | "retained"

/** An append-only list. Each reader has its own pace. The oldest values may be forgotten, read or not. */
export interface Log<A> {
  /** Returns false after the end, when it takes no more values. */
  readonly push: (value: A) => boolean
  /** Ends the list. Readers end after the last value, and throw `error` if it is given. */
  readonly end: (error?: RealtimeError) => void
  /** Forgets the oldest value. A reader that has not read it yet throws `overrun`. */
  readonly forget: () => void
  /** Every loop over it begins at `from`, which is the very first value or the oldest that is retained. */
  readonly read: (from: From) => AsyncIterable<A>
  /** The same, with each value converted by a function that `begin` makes for each loop. Values without a result are skipped. */
  readonly readAs: <B>(from: From, begin: () => (value: A) => B | undefined) => AsyncIterable<B>
}

export const makeLog = <A extends {}>(): Log<A> => {
  const kept = new Map<number, A>()
  let first = 0
  let next = 0
  /** What the readers that have read everything wait for. */
  let changed: PromiseWithResolvers<void> | undefined
  let ended: { readonly error: RealtimeError | undefined } | undefined

  const wake = (): void => {
    changed?.resolve()
    changed = undefined
  }

  async function* walk<B>(from: From, convert: (value: A) => B | undefined): AsyncGenerator<B, void, void> {
    let at = from === "first" ? 0 : first
    while (true) {
      if (at < first) throw new RealtimeError("overrun", "the next value is no longer retained: read sooner")
      const value = kept.get(at)
      if (value !== undefined) {
        at += 1
        const converted = convert(value)
        if (converted !== undefined) yield converted
      } else if (ended === undefined) await (changed ??= Promise.withResolvers()).promise
      else if (ended.error === undefined) return
      else throw ended.error
    }
  }

  const readAs: Log<A>["readAs"] = (from, begin) => ({
    [Symbol.asyncIterator]: () => tracedSteps(walk(from, begin()))
  })

  return {
    push: (value) => {
      if (ended !== undefined) return false
      kept.set(next, value)
      next += 1
      wake()
      return true
    },
    end: (error) => {
      ended ??= { error }
      wake()
    },
    forget: () => {
      if (!kept.delete(first)) return
      first += 1
      wake()
    },
    read: (from) => readAs(from, () => (value) => value),
    readAs
  }
}

/** Errors of a step have the stack of the loop that took it. */
export const tracedSteps = <A>(steps: AsyncGenerator<A, void, void>): AsyncIterableIterator<A, void, void> => {
  const traceable: AsyncIterableIterator<A, void, void> = {
    next: traced(() => steps.next()),
    return: () => steps.return(),
    [Symbol.asyncIterator]: () => traceable
  }
  return traceable
}

/** A bound over many logs. Beyond it the oldest values are forgotten, whichever log they are in. */
export interface Retention {
  /** Adds a value of a cost to a log. `gone` is called once the value is forgotten. */
  readonly push: <A>(log: Log<A>, value: A, cost: number, gone?: () => void) => void
}

export const makeRetention = (limit: number): Retention => {
  const held = new Set<{ readonly cost: number; readonly forget: () => void }>()
  let total = 0
  return {
    push: (log, value, cost, gone) => {
      if (!log.push(value)) return gone?.()
      const forget = (): void => {
        log.forget()
        gone?.()
      }
      held.add({ cost, forget })
      total += cost
      for (const oldest of held) {
        if (total <= limit) return
        held.delete(oldest)
        total -= oldest.cost
        oldest.forget()
      }
    }
  }
}
