/**
 * The memory that all sessions of a process may use together, beside the limits of each session. The budgets of a
 * process should add up to less than its heap.
 */
import { isNumber, kindOf, refuseArgument } from "@antiphon/core/boundary"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface ByteBudget {
  /** Returns the bytes that are left. May fall below 0, because the size of an event is known only after its step. */
  readonly room: () => number
  /** Opens an account, a function that sets how much a session holds now. The scope closes the account. */
  readonly open: Effect.Effect<(bytes: number) => void, never, Scope.Scope>
}

/** 128 MiB, a quarter of a heap of 512 MiB. */
const defaultBytes = 128 * 1024 * 1024

/** Makes a budget for all sessions of a process. Defaults to 128 MiB. */
export const makeByteBudget = (limitBytes: number = defaultBytes): ByteBudget => {
  const fits = isNumber(limitBytes, 0)
  refuseArgument(makeByteBudget, fits ? undefined : `makeByteBudget takes a number of bytes, not ${kindOf(limitBytes)}`)
  let held = 0
  const account = () => {
    let own = 0
    return (bytes: number): void => {
      held += bytes - own
      own = bytes
    }
  }
  return {
    room: () => limitBytes - held,
    open: Effect.acquireRelease(Effect.sync(account), (set) => Effect.sync(() => set(0)))
  }
}

/**
 * The budget of the sessions that `serve` runs. Defaults to one budget of 128 MiB for the whole process. It counts items,
 * settings, audio, and what engines write. A client event past it is refused with `server_overloaded`. A response or a
 * transcript past it fails with the same code. A track past it loses its oldest uncommitted audio.
 */
export const ByteBudget: Context.Reference<ByteBudget> = Context.Reference<ByteBudget>("@antiphon/server/ByteBudget", {
  defaultValue: () => makeByteBudget()
})
