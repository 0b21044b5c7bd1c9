/** Opens the connections that the machine asks for. */
import { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import type { Happening } from "../machine/Message.ts"
import type { Open } from "./Link.ts"
import type { Waits } from "./waitsOf.ts"

/** How a session that outlives its connections opens them. */
export interface Dialling<R> {
  readonly connect?: Effect.Effect<Open, TransportError, R>
  /** Makes the waits before further tries, if the caller has a schedule of its own. */
  readonly makeWaits?: ((elapsed: () => number) => Waits) | undefined
}

/** An open connection and the scope that owns it. */
interface Dialled {
  readonly scope: Scope.Closeable
  readonly connection: Open
}

/** The dials of a session, by the name that the machine gave. Each has a scope of its own. */
export interface Dials {
  /** Opens a connection after the step. What the opening throws counts as a failure of the protocol. */
  readonly start: (dial: string) => void
  /** Returns the connection that a dial opened, or undefined if it opened none or was given up. */
  readonly opened: (dial: string) => Dialled | undefined
  /** Closes the scope of a dial after the step. A dial that is under way is given up. */
  readonly hangUp: (dial: string) => void
}

interface DialOptions<R> {
  readonly connect: Effect.Effect<Open, TransportError, R>
  /** Owns what is open at its end. */
  readonly owner: Scope.Scope
  /** Runs an effect once the step is over. */
  readonly later: (effect: Effect.Effect<void, never, Exclude<R, Scope.Scope>>) => void
  readonly apply: (input: Happening) => void
}

/** Makes the dials of a session. */
export const makeDials = <R>({ apply, connect, later, owner }: DialOptions<R>): Dials => {
  const dials = new Map<string, { readonly scope: Scope.Closeable; readonly connection: Open | undefined }>()
  return {
    start: (dial) => {
      const scope = Scope.forkUnsafe(owner)
      dials.set(dial, { scope, connection: undefined })
      const failed = (error: TransportError) =>
        Effect.suspend(() => {
          apply({ _tag: "DialFailed", dial, error })
          // This fiber belongs to the scope, so it cannot wait for the scope to close.
          return Effect.asVoid(Effect.forkDetach(Scope.close(scope, Exit.void)))
        })
      const dialling = Scope.provide(connect, scope).pipe(
        Effect.map((connection) => {
          if (dials.has(dial)) dials.set(dial, { scope, connection })
          apply({ _tag: "Dialled", dial, ...factsOf(connection) })
        }),
        Effect.catch(failed),
        Effect.catchDefect((cause) => failed(thrown(cause)))
      )
      later(Effect.asVoid(Effect.forkIn(dialling, scope, { startImmediately: true })))
    },
    opened: (dial) => {
      const { connection, scope } = dials.get(dial) ?? {}
      return connection === undefined || scope === undefined ? undefined : { connection, scope }
    },
    hangUp: (dial) => {
      const scope = dials.get(dial)?.scope
      dials.delete(dial)
      if (scope !== undefined) later(Scope.close(scope, Exit.void))
    }
  }
}

/** What the machine has to know of a connection. */
export const factsOf = ({ capabilities, media }: Open) => ({
  trackRate: Option.getOrUndefined(media)?.sampleRate,
  doubtsSilence: capabilities.deadPeer === "drain"
})

/** What a `connect` that throws is reported as. */
const thrown = (cause: unknown): TransportError =>
  TransportError.protocol({ detail: "The effect that opens the connection threw an error.", cause })
