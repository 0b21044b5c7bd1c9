/**
 * What a carrier and an application say to each other, in the words of no carrier. A dialect translates one carrier's
 * frames to these values and back. It is pure. It knows no socket, no clock and no call.
 */
import type { AudioFormat } from "@antiphon/audio"

/** A message of a socket. Text is a string, and binary is bytes. */
export type Frame = string | Uint8Array

/** The stream of a call has started. */
export interface Started {
  readonly _tag: "Started"
  /** The carrier's id of the call. A call may have a second stream, which retires the first. */
  readonly callId: string
  readonly streamId: string
  readonly from: string | undefined
  readonly to: string | undefined
  /** What the application gave the carrier for this call, such as the parameters of TwiML. */
  readonly parameters: Readonly<Record<string, string>>
  /** The format of the caller's audio. */
  readonly format: AudioFormat
  /** The format that the carrier plays. Some carriers have one for each direction. */
  readonly playFormat: AudioFormat
  /** Samples in a frame of the carrier, if it says so. Defaults to 20 ms. */
  readonly frameSamples?: number
}

/** The caller's audio, in the bytes of {@link Started.format}. */
export interface Audio {
  readonly _tag: "Audio"
  readonly bytes: Uint8Array
  /** When it was said, in ms on the carrier's own clock. */
  readonly timestampMs?: number
  /** The number of the chunk, counted by the carrier. */
  readonly chunk?: number
}

/** Everything before this mark was played. Some carriers also return marks of audio that a clear dropped. */
export interface Mark {
  readonly _tag: "Mark"
  readonly name: string
}

/** The carrier dropped what it had not played. */
export interface Cleared {
  readonly _tag: "Cleared"
}

/** The caller pressed keys, or the application presses them. */
export interface Dtmf {
  readonly _tag: "Dtmf"
  readonly digits: string
}

/** The carrier's buffer is nearly full, or has room again. */
export interface Flow {
  readonly _tag: "Flow"
  readonly isPaused: boolean
}

/** The carrier ended the stream. */
export interface Stopped {
  readonly _tag: "Stopped"
}

/** A frame that the dialect knows and that changes nothing in the call, such as a status. */
export interface Noted {
  readonly _tag: "Noted"
  readonly name: string
  readonly raw: Frame
}

/** A frame that the dialect does not know, or cannot read. It is kept whole. */
export interface Odd {
  readonly _tag: "Odd"
  /** What is odd about it, in words. Never contains the frame. */
  readonly reason: string
  readonly raw: Frame
}

/** What a carrier says. */
export type Heard = Started | Audio | Mark | Cleared | Dtmf | Flow | Stopped | Noted | Odd

/** What an application says. `Begin` follows `Started` once. */
export type Said =
  | { readonly _tag: "Begin" }
  | Pick<Audio, "_tag" | "bytes">
  | Mark
  | { readonly _tag: "Clear" }
  | Dtmf
  | { readonly _tag: "Hangup" }

/** How a carrier behaves, as far as code must know. */
export interface DialectFacts {
  /** `echo` returns each mark once the audio before it was played. `none` has no marks, and the clock is the position. */
  readonly marks: "echo" | "none"
  /**
   * Whether a mark comes back when the last frame before it starts to play or when that frame has ended. Defaults to
   * `start`. A playout learns it from the runs of a call, so a wrong fact costs at most a frame.
   */
  readonly markAt?: "start" | "end"
  /** What becomes of pending marks at a clear. */
  readonly onClear: "returned" | "dropped" | "unknown"
  /** `any` takes messages of any length, `exact` one frame a message, `whole` whole frames. */
  readonly frames: "any" | "exact" | "whole"
  /** The most audio that may be sent and not be played, in ms. */
  readonly aheadMs: number
  /** Whether the socket can send keys. */
  readonly dtmf: boolean
  /** Whether the socket can end the call other than by closing. */
  readonly hangup: boolean
  /** Whether audio arrives in order. */
  readonly ordered: boolean
}

/** One carrier's frames. */
export interface Dialect {
  readonly name: string
  readonly facts: DialectFacts
  /** Reads a frame. Never throws. */
  readonly decode: (frame: Frame) => Heard
  /** Writes what the application says. Empty if the carrier has no word for it. */
  readonly encode: (said: Said, call: Started) => ReadonlyArray<Frame>
}
