/**
 * How one side's frames differ from GA, in both directions. A dialect is pure, and its state is that of one connection.
 * GA itself stays strict. What is peculiar to a server stands in its dialect, beside the frame that shows it.
 */

/** A frame of either dialect, parsed. */
export interface Frame {
  readonly type: string
  readonly [key: string]: unknown
}

/** Notes what was changed at a place of a frame, in words. Notes become `issues` of the event. */
export type Note = (path: ReadonlyArray<string | number>, message: string) => void

/** Why an event is not sent. It becomes an `error` event, which names the event. */
export interface DialectRefusal {
  /** What the server cannot do, then what to do. */
  readonly message: string
  /** The field that asks for it, e.g. `session.output_modalities`. */
  readonly param?: string
}

/** What becomes of an event that is sent. */
export interface Sending {
  /** The frames to send, in order. */
  readonly frames: ReadonlyArray<Frame>
  readonly refusal?: DialectRefusal
  /** GA events that answer in place of the server. */
  readonly answers?: ReadonlyArray<Frame>
}

/** Translates frames from and into GA. */
export interface Dialect<S> {
  /** The state of a fresh connection. */
  readonly initial: S
  /**
   * Returns the GA frames of a frame that arrived, in order, and never none. A frame that GA has no word for stays as it
   * is.
   */
  readonly incoming: (state: S, frame: Frame, note: Note) => readonly [S, ReadonlyArray<Frame>]
  /** Returns what to send for a GA event. Notes say what was left out. */
  readonly outgoing: (state: S, event: Frame, note: Note) => readonly [S, Sending]
}

// An event is an object with a `type`, and so is a frame. The compiler knows events by their literals, and a frame that is
// still to be translated has none.

/** Returns the same event as a frame, of which any key can be read. */
export const asFrame = (event: { readonly type: unknown }): Frame => event as Frame
