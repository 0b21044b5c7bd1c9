/** What users set on a call, the same in a page and in Node, and the bounds that follow. */
import { TransportError } from "@antiphon/core"
import { connectionLimits, type ConnectionLimits, type ConnectionOptions } from "@antiphon/core/transport"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * The bytes of UTF-8 that one event may have. Chromium neither sends nor takes a larger message on a data channel,
 * whatever the session descriptions say. Send larger events over a sideband.
 */
export const maxEventBytes = 262_144

/** The name of the data channel (protocol section 0). */
export const channelName = "oai-events"

/**
 * The bounds of one call, the same in a page and in Node and on both sides. `maxEventBytes` defaults to 262 144, which
 * is also its maximum. `inbox` defaults to 16 384 events or 8 MiB.
 */
export interface CallOptions extends ConnectionOptions {}

/** 32 of the largest events. No audio travels in the events of a call, and a process may have a hundred calls. */
const inbox = { maxEvents: 16_384, maxBytes: 8 * 1024 * 1024 }

export const callLimits = (options: CallOptions): ConnectionLimits => {
  const limits = connectionLimits(options, { maxEventBytes, inbox })
  return { ...limits, maxEventBytes: Math.min(limits.maxEventBytes, maxEventBytes) }
}

/** The phases of opening a call, in this order. Only a browser has `microphone`. */
export type Phase = "key" | "microphone" | "offer" | "exchange" | "connection" | "channel"

/** How long each phase of an opening may take. A phase that takes longer fails with `Timeout` and its name. */
export interface Deadlines {
  /** The effect that returns the credential. Defaults to 10 s. */
  readonly key?: Duration.Input
  /** The microphone. The user may have to allow it. Defaults to 60 s. */
  readonly microphone?: Duration.Input
  /** The local description. Defaults to 5 s. */
  readonly offer?: Duration.Input
  /** From the offer posted to the answer applied. Defaults to 10 s. */
  readonly exchange?: Duration.Input
  /** ICE and DTLS. Defaults to 15 s. */
  readonly connection?: Duration.Input
  /** From there to the open data channel. Defaults to 5 s. */
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
    const late = TransportError.timeout({ phase, afterMs: Duration.toMillis(duration) })
    return Effect.timeoutOrElse(effect, { duration, orElse: () => Effect.fail(late) })
  }
