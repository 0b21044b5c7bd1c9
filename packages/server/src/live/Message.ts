/** The inputs and outputs of the machine. */
import type { Decoded } from "@antiphon/core"
import type * as Live from "@antiphon/core/live"
import type { EngineError, ResponseChunk, ResponseRequest, TranscriptionRequest } from "../engine/Contract.ts"
import type { TurnEvent } from "../engine/TurnEvent.ts"

/** Who sent an event: `primary`, or the name of a sideband. */
export type Sender = string

/** An input. It happened at `now`, in epoch ms that never go back. */
export type LiveInput = { readonly now: number } & (
  | { readonly _tag: "Client"; readonly from: Sender; readonly decoded: Decoded<Live.ClientEvent> }
  | { readonly _tag: "Joined"; readonly peer: Sender }
  /** A call begins, with the settings of its offer. */
  | { readonly _tag: "Begin"; readonly session: Live.SessionStartConfig }
  /** The next samples of the caller's track. */
  | { readonly _tag: "Sound"; readonly samples: Int16Array }
  | { readonly _tag: "Tick" }
  | { readonly _tag: "Turn"; readonly event: TurnEvent }
  /** The words of a turn that ended, in order. */
  | { readonly _tag: "Heard"; readonly words: ReadonlyArray<string>; readonly startMs: number; readonly endMs: number }
  | { readonly _tag: "Chunk"; readonly run: number; readonly chunk: ResponseChunk }
  | { readonly _tag: "RunEnded"; readonly run: number; readonly error?: EngineError }
  /** A sideband that closes the session ended, or the first connection was lost. */
  | { readonly _tag: "Left"; readonly reason: "close_requested" | "connection_lost" }
)

/** An output. The runner performs the outputs in order. */
export type LiveOutput =
  | { readonly _tag: "Send"; readonly to: Sender | "all" | "sidebands"; readonly event: Live.ServerEvent }
  /** Closes the connection with all its sidebands. */
  | { readonly _tag: "Close"; readonly code: number; readonly reason: string }
  /** The session started. Start the turn detector, and let sidebands join. */
  | { readonly _tag: "Started"; readonly id: string }
  | { readonly _tag: "Feed"; readonly samples: Int16Array }
  /** The next samples of the model's track. */
  | { readonly _tag: "Play"; readonly samples: Int16Array }
  | {
      readonly _tag: "Transcribe"
      readonly request: TranscriptionRequest
      readonly audio: Int16Array
      readonly startMs: number
      readonly endMs: number
    }
  /** Run the engine in place of the run before. With a text, it only speaks. */
  | { readonly _tag: "Run"; readonly run: number; readonly request: ResponseRequest; readonly text?: string }
  | { readonly _tag: "StopRun" }
  | { readonly _tag: "Wake"; readonly at: number }
