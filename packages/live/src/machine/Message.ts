/** The inputs and outputs of the machine. */
import type { Decoded, TransportError } from "@antiphon/core"
import type { Call } from "@antiphon/session"
import type * as Result from "effect/Result"
import type * as Live from "@antiphon/core/live"
import type { LiveEnd } from "../LiveEnd.ts"
import type { LiveErrorReason } from "../LiveError.ts"

/** A text for the model. */
export interface Append {
  readonly _tag: "Append"
  readonly kind: "instructions" | "thinking" | "commentary"
  readonly content: string
  readonly delegationId: string | null
}

/** A command that the server answers. */
export type LiveCommand =
  | Append
  | { readonly _tag: "Mute" }
  | { readonly _tag: "Unmute" }
  /** Base64 of 24 kHz PCM16, and how long it plays. */
  | { readonly _tag: "PlayFixture"; readonly audio: string; readonly ms: number }
  | { readonly _tag: "Update"; readonly session: Live.SessionUpdateConfig }

/** An input. It happened at `now`, in epoch ms that never go back. */
export type LiveInput = { readonly now: number } & (
  | { readonly _tag: "Received"; readonly decoded: Decoded<Live.ServerEvent> }
  /** `id` becomes the `event_id`. It is fresh. */
  | { readonly _tag: "Command"; readonly id: string; readonly command: LiveCommand }
  /** The caller waits no longer. */
  | { readonly _tag: "Withdrawn"; readonly id: string }
  /** The connection did not take an event. */
  | { readonly _tag: "NotSent"; readonly id: string; readonly error: TransportError }
  /** A piece of the model's stream is no audio. */
  | { readonly _tag: "Unreadable"; readonly message: string }
  | { readonly _tag: "Close" }
  | { readonly _tag: "Tick" }
  | { readonly _tag: "Played"; readonly ms: number }
  | { readonly _tag: "ToolAnswered"; readonly delegationId: string; readonly callId: string; readonly output: string }
  | { readonly _tag: "Ended"; readonly error: TransportError }
)

/** An answer of the server to a command. */
export type LiveAnswer = Live.ServerEvent

/** An output. The shell performs the outputs in order. */
export type LiveOutput =
  | { readonly _tag: "Send"; readonly event: Live.ClientEvent }
  | { readonly _tag: "Settle"; readonly id: string; readonly result: Result.Result<LiveAnswer, LiveErrorReason> }
  /** Base64 of the next piece of the model's stream. */
  | { readonly _tag: "Audio"; readonly delta: string }
  /** The model hands work to the client. */
  | { readonly _tag: "Delegate"; readonly id: string; readonly offsetMs: number | undefined }
  /** The Responses model calls a function. */
  | { readonly _tag: "Call"; readonly delegationId: string; readonly call: Call }
  | { readonly _tag: "Wake"; readonly at: number }
  | { readonly _tag: "Disconnect" }
  | { readonly _tag: "End"; readonly end: LiveEnd }
