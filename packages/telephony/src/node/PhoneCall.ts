/** A phone call for users of promises. */
import type { AudioFormat, Player } from "@antiphon/audio"
import { isObject, isText, kindOf, throwArgument } from "@antiphon/core/boundary"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Call, CallEnd } from "../call/Call.ts"
import type { CallError } from "../call/CallError.ts"

/** A phone call. Its methods throw a {@link CallError}. */
export interface PhoneCall {
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
  /** The caller's audio in order, PCM16 at the rate of `format`. Has one reader. `bridge` is the reader of bridged calls. */
  readonly audio: AsyncIterable<Int16Array>
  /** The keys that the caller presses. Has one reader. */
  readonly dtmf: AsyncIterable<string>
  /** Plays to the caller. Pass it to `connect` as the speaker. */
  readonly speaker: Player
  /** Presses keys. It is `unsupported` if neither the socket nor the control can. */
  sendDtmf(digits: string): Promise<void>
  /** Transfers the call to a number or address. */
  transfer(to: string): Promise<void>
  /** Hangs up at once. Wait for `played` first if the last words are to be heard. */
  hangup(): Promise<void>
  /** How long ago the call started, in ms. */
  lastsMs(): number
  /** Waits until the caller has heard all that was queued, or the call has ended. */
  played(): Promise<void>
  /** Resolves with why the call ended. It never rejects. */
  readonly ended: Promise<CallEnd>
}

const calls = new WeakMap<PhoneCall, Call>()

/** The call behind a call of promises. Throws a TypeError, with the stack of the call of `called`, on a call that `listen` did not make. */
export const callBehind = (phoneCall: PhoneCall, called: (...args: never) => unknown): Call => {
  const call = isObject(phoneCall) ? calls.get(phoneCall) : undefined
  return call ?? throwArgument(called, "The call is not one of `listen`. Pass the call as `listen` gives it.")
}

/** Wraps a call for users of promises. */
export const phoneCallOf = (call: Call): PhoneCall => {
  const run = <A>(effect: Effect.Effect<A, CallError>): Promise<A> => Effect.runPromise(effect)
  const sendDtmf = async (digits: string): Promise<void> => {
    if (!isText(digits)) throwArgument(sendDtmf, `sendDtmf takes keys as text, e.g. "12#", not ${kindOf(digits)}`)
    await run(call.sendDtmf(digits))
  }
  const transfer = async (to: string): Promise<void> => {
    if (!isText(to)) throwArgument(transfer, `transfer takes a number or an address as text, not ${kindOf(to)}`)
    await run(call.transfer(to))
  }
  const phoneCall: PhoneCall = {
    id: call.id,
    streamId: call.streamId,
    from: call.from,
    to: call.to,
    parameters: call.parameters,
    format: call.format,
    playFormat: call.playFormat,
    audio: Stream.toAsyncIterable(call.audio),
    dtmf: Stream.toAsyncIterable(call.dtmf),
    speaker: call.speaker,
    sendDtmf,
    transfer,
    hangup: () => run(call.hangup),
    lastsMs: call.lastsMs,
    played: () => run(call.played),
    ended: run(call.ended)
  }
  calls.set(phoneCall, call)
  return phoneCall
}
