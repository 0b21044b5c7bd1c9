/** What the author of an adapter provides to have it checked. */
import type { Capabilities, Connection, TransportError } from "@antiphon/core"
import type { EventCodec, InboxLimits } from "@antiphon/core/transport"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Note } from "./Note.ts"
import type { RequirementId } from "./requirements.ts"

/**
 * How long the end under test waits for a peer that does not answer. Each is short where the requirement is about that
 * wait. Elsewhere it is longer than any stall of a machine, so that a stall fails no requirement.
 */
export interface Patience {
  /** From dialling to an open connection. */
  readonly open: Duration.Duration
  /** For the peer's answer to a close. */
  readonly close: Duration.Duration
  /** Until a silent peer, or one that takes nothing, counts as dead. */
  readonly dead: Duration.Duration
}

/** What the suite asks for when it opens a connection. The end under test must be set to all of it. */
export interface Setup {
  /** Both vocabularies of the end under test. */
  readonly codec: EventCodec<Note>
  /** Both vocabularies of a peer that is itself made of an adapter. */
  readonly frames: EventCodec<string>
  /** The inbound bound of the end under test. A peer keeps its defaults. */
  readonly inbox: InboxLimits
  /** The outbound mark of the end under test, in bytes. */
  readonly highWaterBytes: number
  /** The deadlines of the end under test. */
  readonly patience: Patience
  /**
   * Owns the peer and what serves both ends, as in `Scope.provide(peer, setup.peerScope)`. The suite closes it after
   * the scope of the end under test. The order in which they were acquired does not matter.
   */
  readonly peerScope: Scope.Scope
}

/**
 * The far end, which the suite drives by raw text frames. It is a socket that knows nothing of this project, or the
 * other side of the same adapter. It must be able to send frames larger than the end under test accepts. The suite
 * skips what needs a member that is left out, and says so.
 */
export interface Peer extends Pick<Connection<string, string>, "incoming" | "send" | "close" | "ended" | "media"> {
  /** Sends a binary frame. */
  readonly binary?: (frame: Uint8Array) => Effect.Effect<void>
  /** Makes the peer vanish without a close, as when a cable is pulled or a process is killed. */
  readonly drop?: Effect.Effect<void>
  /**
   * Makes the peer stop taking anything. It reads nothing and answers no ping and no close. Pause the peer alone, for
   * example with `socket.pause()`, and never the end under test. Returns the effect that lets the peer go on.
   */
  readonly stall?: Effect.Effect<Effect.Effect<void>>
}

/** A connection between the end under test and its peer. */
export interface Ends {
  /** The end under test. */
  readonly connection: Connection<Note, Note>
  /** The far end, driven by the suite. */
  readonly peer: Peer
}

/** An adapter, and what can be staged around it. Check each side that it can be, dialling and accepting. */
export interface Adapter {
  /** The name in the report, such as `websocket (Node, dialling)`. */
  readonly name: string
  /** What its connections must declare. */
  readonly capabilities: Capabilities
  /**
   * Opens a fresh connection. The effect's scope owns the end under test, and `setup.peerScope` the peer and what
   * serves both. An adapter that keeps both in one scope must acquire the end under test last, since it must close
   * first.
   */
  readonly open: (setup: Setup) => Effect.Effect<Ends, TransportError, Scope.Scope>
  /** Opens towards a place where nothing listens. */
  readonly refused?: (setup: Setup) => Effect.Effect<unknown, TransportError, Scope.Scope>
  /** Opens with a credential that the far end refuses at the handshake. */
  readonly unauthorized?: (setup: Setup) => Effect.Effect<unknown, TransportError, Scope.Scope>
  /**
   * Opens towards something that takes the handshake and never answers it, with `setup.patience.open` as its deadline.
   */
  readonly unanswered?: (setup: Setup) => Effect.Effect<unknown, TransportError, Scope.Scope>
  /**
   * Counts what connections hold now, such as sockets, ports, timers or processes. Any unit will do. The suite compares
   * the count before a requirement with the count after it.
   */
  readonly held?: Effect.Effect<number>
  /** Requirements that it does not meet, each with the reason. They must fail, so that a mended one is noticed. */
  readonly knownFailures?: Partial<Record<RequirementId, string>>
  /**
   * The longest wait for something that must come. Defaults to 10 s. An end has three times as long to close, so that a
   * peer may keep its own deadlines.
   */
  readonly deadline?: Duration.Input
}
