/** The way to a live session from any node: questions to its owner, and its events for observers. */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { EngineUnavailable, NoSuchSession } from "../GatewayError.ts"
import type { Token } from "../Token.ts"

/** An event as an observer sees it. */
export interface Seen {
  /** Counts the events of the owner. A gap shows that the observer missed some. */
  readonly n: number
  /** The event as JSON. */
  readonly event: string
}

/** The owner's end. */
export interface Owner {
  /** Hands an event to the observers. Never waits, and does no work if there are none. */
  readonly publish: (event: string) => void
  /** How many observe now. */
  readonly observers: () => number
}

/** The observers of a session fall behind at this many events, and then miss the oldest. */
export const observerBound = 256

export class SessionBus extends Context.Service<
  SessionBus,
  {
    /**
     * Answers questions about a session as long as the scope is open. Questions and answers are JSON values. Two nodes may answer
     * for a moment after a claim. The one that asked takes the first answer, so an answer names its epoch.
     */
    readonly own: (
      sid: Token,
      answer: (question: unknown) => Effect.Effect<unknown>
    ) => Effect.Effect<Owner, EngineUnavailable, Scope.Scope>
    /** Asks the owner. Fails with `NoSuchSession` if no node answers for the session. The time limit defaults to 2 s. */
    readonly ask: (
      sid: Token,
      question: unknown,
      within?: Duration.Input
    ) => Effect.Effect<unknown, NoSuchSession | EngineUnavailable>
    /**
     * Returns the events from now on. A slow reader misses the oldest beyond `bound`, which defaults to {@link observerBound}, and
     * disturbs neither the owner nor other observers. Ends with the scope.
     */
    readonly observe: (
      sid: Token,
      bound?: number
    ) => Effect.Effect<Stream.Stream<Seen>, NoSuchSession | EngineUnavailable, Scope.Scope>
  }
>()("@antiphon/gateway/SessionBus") {}
