/** What the machine knows of the connections of a session that outlives them. Plain data. */
import type { TransportError } from "@antiphon/core"
import type { Hints, Life } from "./hints.ts"
import type { Retries } from "./retries.ts"

/** An open connection that the conversation is not on yet. */
export interface Arrived {
  /** The id of its `Dial`. */
  readonly dial: string
  /** Hz of the audio if it travels in tracks. */
  readonly trackRate: number | undefined
  /** Whether nothing but the silence of the server shows that a peer is gone. */
  readonly doubtsSilence: boolean
}

/** How far a planned move to another connection is. */
export type Move =
  /** It is too early to look for a moment. */
  | { readonly _tag: "Early" }
  /** A moment is looked for. */
  | { readonly _tag: "Looking" }
  | { readonly _tag: "Dialling"; readonly dial: string }
  /** A dial failed, and another follows. */
  | { readonly _tag: "Waiting"; readonly error: TransportError }
  /** The other connection is open, and a moment is looked for once more. */
  | { readonly _tag: "Arrived"; readonly to: Arrived }
  /** No other connection could be opened. The session stays until this one ends. */
  | { readonly _tag: "Stays" }

export type Phase =
  | { readonly _tag: "Dialling"; readonly dial: string }
  /** A dial or an opening failed with `error`, and another dial follows. */
  | { readonly _tag: "Waiting"; readonly error: TransportError }
  /** The server greets, and the conversation is replayed. `opening` is settled once commands may pass. */
  | { readonly _tag: "Opening"; readonly dial: string; readonly opening: string; readonly since: number }
  /** The conversation is on the connection of `dial`, since this `elapsed`. */
  | { readonly _tag: "Held"; readonly dial: string; readonly since: number; readonly life: Life; readonly move: Move }
  /** The conversation has left `dial`. `leaving` is settled once it is known what was heard. */
  | {
      readonly _tag: "Leaving"
      readonly dial: string | undefined
      readonly leaving: string
      readonly why: TransportError
      /** The connection to go on with. */
      readonly to: Arrived | undefined
      /** Whether the next loss is the first. */
      readonly isSteady: boolean
    }

export interface Supervision {
  readonly phase: Phase
  /** The command that began the session, until its first connection is open. */
  readonly starting: string | undefined
  /** The command that closes the session. */
  readonly closing: string | undefined
  /** Whether the conversation was on a connection before. */
  readonly hasMoved: boolean
  readonly retries: Retries
  readonly hints: Hints
}
