/** A dialect to prove, and what its author knows of the carrier. Types only. */
import type * as Effect from "effect/Effect"
import type { Dialect, Frame, Heard, Said } from "../Dialect.ts"
import type { Counterpart } from "../testing/Carrier.ts"

/** A frame that the carrier sends. */
export interface InboundFrame {
  readonly frame: Frame
  readonly means: Heard["_tag"]
}

/** A frame or several that the carrier takes, and what an application says with them. */
export interface OutboundFrames {
  readonly says: Said
  readonly frames: ReadonlyArray<Frame>
}

export interface DialectSubject {
  readonly dialect: Dialect
  /** A frame of every kind that the carrier sends. One of them is the start of a call. */
  readonly inbound: ReadonlyArray<InboundFrame>
  /** What the application says, byte for byte, in the call that the inventory starts. */
  readonly outbound: ReadonlyArray<OutboundFrames>
  /**
   * Reads a frame of either direction and writes it again, e.g. by the vocabulary of the dialect. Frames of bytes alone need
   * none.
   */
  readonly recode?: (frame: string) => string
  /** Frames that look like the carrier's and are not. */
  readonly hostile?: ReadonlyArray<Frame>
  /** The carrier's side of a call. */
  readonly counterpart: (callId: string) => Counterpart
}

/** Why a dialect does not meet a requirement. */
export type Violation = string

export interface Requirement {
  readonly id: string
  /** What holds, as a sentence. */
  readonly statement: string
  /** Returns what is wrong, or `undefined`. Runs on a test clock. */
  readonly check: (subject: DialectSubject) => Effect.Effect<Violation | undefined>
}
