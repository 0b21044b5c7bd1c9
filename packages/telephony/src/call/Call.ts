/** A phone call as an application sees it. Types only. */
import type { AudioFormat, Player } from "@antiphon/audio"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { CallError } from "./CallError.ts"

/**
 * Why a call ended. There is one reason, the first.
 * - `hung_up`: the caller hung up, or the carrier ended the stream.
 * - `lost`: the socket broke without a close.
 * - `silent`: the carrier sent no audio for 30 s.
 * - `transferred`: the application transferred the call.
 * - `ours`: the application hung up.
 * - `replaced`: the carrier opened a second stream of the call, which goes on in its place.
 */
export type CallEnd = "hung_up" | "lost" | "silent" | "transferred" | "ours" | "replaced"

/** A phone call. */
export interface Call {
  /** The carrier's id of the call. */
  readonly id: string
  readonly streamId: string
  /** Who calls, if the carrier says it or the application passes it on. */
  readonly from: string | undefined
  /** The number that was called. */
  readonly to: string | undefined
  /** What the application gave the carrier for this call. */
  readonly parameters: Readonly<Record<string, string>>
  /** The format of the caller's audio on the wire. */
  readonly format: AudioFormat
  /** The format that the carrier plays. */
  readonly playFormat: AudioFormat
  /**
   * The caller's audio in order, PCM16 at the rate of `format`. Has one reader. Keeps the last 30 s until it is read.
   */
  readonly audio: Stream.Stream<Int16Array>
  /** The keys that the caller presses. Has one reader. Keeps the last 64. */
  readonly dtmf: Stream.Stream<string>
  /** Plays to the caller. Its position is what the caller has heard, so a session truncates rightly. */
  readonly speaker: Player
  /**
   * Plays a sound again and again until it is interrupted, whenever nothing else plays. PCM16 at the rate of `playFormat`. The
   * sound is no part of the conversation, and what the session says next stops it within 60 ms.
   */
  readonly fill: (sound: Int16Array) => Effect.Effect<never>
  /** Presses keys. Fails with `unsupported` if neither the socket nor the control can. */
  readonly sendDtmf: (digits: string) => Effect.Effect<void, CallError>
  /** Transfers the call to a number or address. Needs a control. */
  readonly transfer: (to: string) => Effect.Effect<void, CallError>
  /** Hangs up at once. Wait for `played` first if the last words are to be heard. */
  readonly hangup: Effect.Effect<void>
  /** How long ago the call started, in ms. */
  readonly lastsMs: () => number
  /** Waits until the caller has heard all that was queued, or the call has ended. */
  readonly played: Effect.Effect<void>
  /** Waits for the end of the call. */
  readonly ended: Effect.Effect<CallEnd>
}

/** What the carrier was given for a call. */
type Parameters = Call["parameters"]

/** What a carrier does for a call over HTTP. */
export interface CallControl {
  readonly hangup?: (callId: string) => Effect.Effect<void, CallError>
  readonly transfer?: (callId: string, to: string, parameters: Parameters) => Effect.Effect<void, CallError>
  readonly sendDtmf?: (callId: string, digits: string, parameters: Parameters) => Effect.Effect<void, CallError>
}
