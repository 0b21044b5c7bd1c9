/**
 * The transport contract, which is what every adapter provides and all that a session, a server or an application may
 * rely on. One connection moves whole events both ways and ends with a reason. It knows no session, history, tool or
 * audio device.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Decoded, UnknownEvent } from "../wire/Vocabulary.ts"
import type { Endpoint } from "./Endpoint.ts"
import type { TransportError } from "./TransportError.ts"

/** What an adapter can do, as facts that code may branch on. */
export interface Capabilities {
  /**
   * With `events`, audio travels base64 inside events. With `tracks` it travels in {@link Media}, and never in events.
   */
  readonly audio: "events" | "tracks"
  /** Bytes of UTF-8 that one event may have, in either direction. */
  readonly maxEventBytes: number
  /** How a peer that vanished without a close is noticed. With `none` that is only when sending stalls. */
  readonly deadPeer: "ping" | "consent" | "drain" | "none"
}

/**
 * PCM16 mono samples outside the event channel. The adapter owns codec, pacing, reordering and concealment. Both
 * directions have `sampleRate` Hz.
 */
export interface Media {
  /** Samples per second, the same both ways. */
  readonly sampleRate: number
  /** Samples as they arrive, in order, gaps concealed. One consumer, once. Ends as the connection ends. */
  readonly incoming: Stream.Stream<Int16Array, TransportError>
  /** Hands samples over for paced sending. Waits while a second or more is queued. */
  readonly send: (samples: Int16Array) => Effect.Effect<void, TransportError>
  /** Drops what is queued and unsent. The peer receives silence from the next packet on. */
  readonly clear: Effect.Effect<void>
}

/**
 * An open, ordered, two-way event connection. The scope that opened it owns it. Closing the scope closes the connection
 * with 1000 and releases everything that it held.
 */
export interface Connection<In, Out> {
  /**
   * Decoded events in arrival order, in batches as they came. One consumer, once, because the stream removes what it
   * delivers. Events that arrive before the first pull are kept, up to the inbound bound. The stream never completes.
   * It fails with the error that says why the connection ended, after everything received before that. A clean close is
   * such an error too.
   */
  readonly incoming: Stream.Stream<Decoded<In>, TransportError>
  /**
   * Waits while the unwritten bytes are at or above the high-water mark, then hands the event over in one step.
   * A send that is interrupted while it waits sends nothing. Events sent by one fiber keep their order. Fails with
   * `TooLarge` (nothing was sent, the connection goes on) or with the error that the connection ended with. An event
   * handed over just before an end may be lost, since the protocol has no receipts.
   */
  readonly send: (event: Out | UnknownEvent) => Effect.Effect<void, TransportError>
  /**
   * Closes from this side, after what was handed over. Defaults to 1000. Both sides then see `Closed` with this code
   * and reason. What the peer sent and this side did not have yet may be lost. Never fails. A reason is cut to 123
   * bytes of UTF-8, and a code that the wire cannot carry becomes one that it can. It is safe to call twice, and the
   * first call counts. Waits for the answer of the peer at most as long as the adapter's close deadline.
   */
  readonly close: (code?: number, reason?: string) => Effect.Effect<void>
  /** Succeeds with the error that the connection ended with. Use it if you only send. */
  readonly ended: Effect.Effect<TransportError>
  readonly capabilities: Capabilities
  /** The id `rtc_…` that names a call for a sideband, if the connection is a call. */
  readonly callId: Option.Option<string>
  /** The samples, if audio travels in tracks. */
  readonly media: Option.Option<Media>
}

/** Opens connections. An adapter is a layer of this service. */
export class Transport extends Context.Service<
  Transport,
  {
    /**
     * Opens a connection to an endpoint within the adapter's deadline, or says why not. Interrupting it leaves nothing
     * behind. The endpoint carries the vocabulary, so the events are typed by it.
     */
    readonly connect: <In, Out>(
      endpoint: Endpoint<In, Out>
    ) => Effect.Effect<Connection<In, Out>, TransportError, Scope.Scope>
  }
>()("@antiphon/core/Transport") {}

/** What a peer said when it connected, as the accepting side sees it. */
export interface Handshake {
  /** The path without its query, e.g. `/v1/realtime`. */
  readonly path: string
  /** The query, such as `model`, `intent` or `call_id`, with the first value of each key. */
  readonly query: Readonly<Record<string, string>>
  /** Beta by header or subprotocol (protocol section 0), else GA. */
  readonly dialect: "ga" | "beta"
  /** The key it offered, by header or subprotocol. */
  readonly key: Option.Option<Redacted.Redacted<string>>
  /** The page that it comes from, if a browser said so. */
  readonly origin: Option.Option<string>
  /** The other end's address, for logs. */
  readonly peer: string
}

/** Where a listener can be reached. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** The accepting side, with the same {@link Connection} and its types swapped. */
export interface Listener<In, Out> {
  readonly address: Address
  /**
   * Serves connections until the surrounding scope ends, each in a fiber and a scope of its own. When its handler
   * returns, the connection closes. A handler that fails ends no other connection.
   */
  readonly run: <E, R>(
    handler: (connection: Connection<In, Out>, handshake: Handshake) => Effect.Effect<unknown, E, R | Scope.Scope>
  ) => Effect.Effect<never, TransportError, Exclude<R, Scope.Scope>>
}
