/** What the author of an engine tells the suite. */
import type { Engine, Token } from "@antiphon/gateway"
import type * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** One store, on which nodes stand. */
export interface Stage {
  /** Starts a node of this name. The scope ends it, and another node of the name may then be started. */
  readonly node: (name: Token) => Effect.Effect<Context.Context<Engine>, unknown, Scope.Scope>
}

/** An engine under test. */
export interface Adapter {
  /** The name in the report. */
  readonly name: string
  /**
   * Whether several nodes may stand on one store at once. With `one` the suite starts one node at a time, and what two nodes would
   * do is done by that one.
   */
  readonly nodes: "one" | "many"
  /**
   * Opens a store. The suite uses names that no other run uses, so the same store may be opened for each requirement.
   */
  readonly open: Effect.Effect<Stage, unknown, Scope.Scope>
  /** How long one wait may take. Defaults to 10 s. */
  readonly deadline?: Duration.Input
}
