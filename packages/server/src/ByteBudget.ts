/** What the sessions of a process may hold together, beside the limits that each has of its own. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface ByteBudget {
  /** Bytes that are left. Below 0 if sessions grew by what their engines made. */
  readonly room: () => number
  /** Opens an account: a function that says how much a session holds now. What it holds is given back with the scope. */
  readonly open: Effect.Effect<(bytes: number) => void, never, Scope.Scope>
}

/** 256 MiB: an eighth of the 2 GiB that Node's heap has at least on a machine of 4 GiB. */
const defaultBytes = 256 * 1024 * 1024

/** A budget of this many bytes, to be shared by all sessions of a process. */
export const makeByteBudget = (limitBytes: number = defaultBytes): ByteBudget => {
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
 * The budget of the sessions that `serve` holds. Defaults to one of 256 MiB for the whole process. A client event that would
 * pass it is refused with `server_overloaded`.
 */
export const ByteBudget: Context.Reference<ByteBudget> = Context.Reference<ByteBudget>("@antiphon/server/ByteBudget", {
  defaultValue: () => makeByteBudget()
})
