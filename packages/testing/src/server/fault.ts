/** What may go wrong with a connection, as data. */
import type { Faults } from "@antiphon/server"

/** Where a fault happens. */
export interface At {
  /** Happens in place of the server's event of this type. Defaults to the next event, or to at once if injected. */
  readonly at?: string
  /** Counts the events of that type, from 1. Defaults to 1. */
  readonly nth?: number
}

/** A fault of one connection. Make it with {@link fault}. */
export type Fault = InjectedFault | { readonly kind: "chance"; readonly faults: Faults }

/** A fault that can also be injected into a connection that is open. */
export type InjectedFault =
  | ({ readonly kind: "cut" } & At)
  | ({ readonly kind: "close"; readonly code: number; readonly reason: string } & At)
  | ({ readonly kind: "stall" } & At)
  | ({ readonly kind: "malformed"; readonly frame: string } & At)
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "refuse"; readonly status: number; readonly message: string }

/** Makes faults. */
export const fault = {
  /** Destroys the socket without a close frame, as a lost network does. */
  cut: (at: At = {}): InjectedFault => ({ kind: "cut", ...at }),
  /** Closes the connection with a code, as a server does that restarts (1012), is busy (1013) or fails (1011). */
  close: (code: number, { reason = "", ...at }: At & { readonly reason?: string } = {}): InjectedFault => ({
    kind: "close",
    code,
    reason,
    ...at
  }),
  /** Lets no event through in either direction from there on, until `recover`. The socket stays open. */
  stall: (at: At = {}): InjectedFault => ({ kind: "stall", ...at }),
  /** Sends a frame that is no event. Defaults to the start of a JSON object. */
  malformed: ({ frame = '{"type":"response.', ...at }: At & { readonly frame?: string } = {}): InjectedFault => ({
    kind: "malformed",
    frame,
    ...at
  }),
  /** Waits this long before each event of the server. */
  slow: (ms: number): InjectedFault => ({ kind: "slow", ms }),
  /** Refuses the handshake with this HTTP status, e.g. 401, 429 or 503. */
  refuse: (status: number, message = "The test refuses this connection."): InjectedFault => ({
    kind: "refuse",
    status,
    message
  }),
  /** Makes faults happen by chance. The same seed makes the same faults. `@antiphon/server` describes them. */
  chance: (faults: Faults): Fault => ({ kind: "chance", faults })
} as const
