/** The seam between an adapter and the lifecycle of a connection, with what an adapter brings and what it reports. */
import type * as Effect from "effect/Effect"
import type { TransportError } from "./TransportError.ts"

/** What an adapter brings. Nothing here throws. */
export interface Wire {
  /** Returns the bytes handed over and not yet written, or `Infinity` if the wire takes nothing more. */
  readonly unwritten: () => number
  /** Hands a frame over. */
  readonly write: (frame: string) => void
  /** Returns the bytes that the peer takes in one message, as known now, or `Infinity` if there is no such limit. */
  readonly maxMessageBytes: () => number
  /**
   * Begins to close after what was handed over. Called at most once, also on a wire that never opened. The code and the
   * reason are ones that a close frame can carry.
   */
  readonly close: (code: number, reason: string) => void
  /**
   * Lets go of everything that the connection holds. Runs once, when the wire has closed or did not by the deadline.
   */
  readonly release: Effect.Effect<void>
  /** Returns the code that travels in place of a code that this wire cannot carry. Defaults to the same code. */
  readonly closeCode?: (code: number) => number
  /** Everything that arrived was taken by the reader. */
  readonly taken?: () => void
  /** Nothing more is sent from here on, because this side closes or the connection has ended. Media stop here. */
  readonly ending?: (error: TransportError) => void
}

/** What an adapter reports. Call these from the callbacks of the wire. After the end they do nothing. */
export interface WireEvents {
  /** The wire is open. */
  readonly opened: () => void
  /** A text frame arrived. Returns whether it was kept. */
  readonly text: (frame: string) => boolean
  /** A binary frame arrived. Returns whether it was kept. */
  readonly binary: (frame: Uint8Array) => boolean
  /** Bytes left the wire. Waiting senders look again. */
  readonly drained: () => void
  /** The wire has closed in order, with the peer's code and reason. It does not matter which side began. */
  readonly closed: (code: number, reason: string) => void
  /** The wire is gone and will not close in order, or it cannot open. */
  readonly lost: (error: TransportError) => void
  /** The connection cannot go on. Ends it with this error and closes the wire with the code that fits. */
  readonly abort: (error: TransportError) => void
}
