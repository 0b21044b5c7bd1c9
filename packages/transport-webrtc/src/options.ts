import { defaultHighWaterBytes, type EventCodec, type InboxLimits } from "@antiphon/core"
import { Timeout, TransportError } from "@antiphon/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { maxEventBytes } from "./limits.ts"

/** The events of the two directions of a connection. */
export interface Codecs<In, Out> {
  readonly incoming: EventCodec<In>
  readonly outgoing: EventCodec<Out>
}

/** The bounds of one call, the same wherever it runs and on both sides. */
export interface CallOptions {
  /** Bytes of UTF-8 that one event may have, in either direction. Default, and at most, 262 144. */
  readonly maxEventBytes?: number
  /** What may wait unread before the connection ends with `Overflow`. Defaults to 16 384 events or 8 MiB. */
  readonly inbox?: InboxLimits
  /** Unwritten bytes at which `send` begins to wait. Default 1 MiB. */
  readonly highWaterBytes?: number
  /** How long a peer may take nothing while a `send` waits for it, before the connection ends as `Dead`. Default 30 s. */
  readonly drainTimeout?: Duration.Input
  /** How long a close waits for the peer's channel to close too. Default 5 s. */
  readonly closeTimeout?: Duration.Input
}

/** {@link CallOptions} with every bound decided, in bytes and ms. */
export interface CallLimits {
  readonly maxEventBytes: number
  readonly inbox: InboxLimits
  readonly highWaterBytes: number
  readonly drainMs: number
  readonly closeMs: number
}

/** 32 of the largest events. No audio travels in the events of a call, and a process may have a hundred calls. */
const inboxLimits: InboxLimits = { maxEvents: 16_384, maxBytes: 8 * 1024 * 1024 }

export const callLimitsOf = (options: CallOptions): CallLimits => ({
  maxEventBytes: Math.min(options.maxEventBytes ?? maxEventBytes, maxEventBytes),
  inbox: options.inbox ?? inboxLimits,
  highWaterBytes: options.highWaterBytes ?? defaultHighWaterBytes,
  drainMs: Duration.toMillis(options.drainTimeout ?? "30 seconds"),
  closeMs: Duration.toMillis(options.closeTimeout ?? "5 seconds")
})

/** What opening a call consists of, in this order; `microphone` in a browser alone. */
export type Phase = "key" | "microphone" | "offer" | "exchange" | "connection" | "channel"

/** How long each phase of an opening may take. One that takes longer fails with `Timeout` and its name. */
export interface Deadlines {
  /** The effect that gives the credential. Default 10 s. */
  readonly key?: Duration.Input
  /** A person may have to allow it. Default 60 s. */
  readonly microphone?: Duration.Input
  /** The local description. Default 5 s. */
  readonly offer?: Duration.Input
  /** From the offer posted to the answer, applied. Default 10 s. */
  readonly exchange?: Duration.Input
  /** ICE and DTLS. Default 15 s. */
  readonly connection?: Duration.Input
  /** From there to the open data channel. Default 5 s. */
  readonly channel?: Duration.Input
}

const defaultDeadlines = {
  key: "10 seconds",
  microphone: "60 seconds",
  offer: "5 seconds",
  exchange: "10 seconds",
  connection: "15 seconds",
  channel: "5 seconds"
} as const satisfies Required<Deadlines>

/** Holds each phase of an opening to its deadline. */
export const phasesOf =
  (deadlines: Deadlines = {}) =>
  <A, E, R>(phase: Phase, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | TransportError, R> => {
    const duration = Duration.fromInputUnsafe(deadlines[phase] ?? defaultDeadlines[phase])
    const late = new TransportError({ reason: new Timeout({ phase, afterMs: Duration.toMillis(duration) }) })
    return Effect.timeoutOrElse(effect, { duration, orElse: () => Effect.fail(late) })
  }
