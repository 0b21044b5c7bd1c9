/**
 * The inputs and the outputs of the machine: events of the protocol, and the traffic with the clock and the engine. The
 * runner of a session performs the outputs in order.
 */
import type { ClientEvent, Decoded, ServerEvent } from "@antiphon/core"
import type { McpListedTool, McpTool } from "@antiphon/core/shapes"
import type {
  EngineError,
  ResponseChunk,
  ResponseRequest,
  TranscriptChunk,
  TranscriptionRequest,
  TurnSettings
} from "../engine/Contract.ts"
import type { TurnEvent } from "../engine/TurnEvent.ts"

/** Something happened at `now`, in epoch ms that never go back (see `SessionClock`). */
export type Input = {
  readonly now: number
  /** Bytes by which the session may still grow. Defaults to any number. */
  readonly roomBytes?: number
} & (
  | { readonly _tag: "Client"; readonly decoded: Decoded<ClientEvent> }
  /** Another connection joins the session. The outputs of this step are for it alone. */
  | { readonly _tag: "Joined" }
  /** An event was too large for the connection and was not sent. A sideband of the call may take it. */
  | {
      readonly _tag: "TooLarge"
      readonly type: string
      readonly bytes: number | undefined
      readonly limitBytes: number
      readonly callId: string | undefined
    }
  /** Samples of the user's track. Without a track, audio comes in append events. */
  | { readonly _tag: "TrackAudio"; readonly samples: Int16Array }
  /** The caller of a phone call pressed a key. */
  | { readonly _tag: "Key"; readonly key: string }
  /** Time passed. `Wake` asks for it, and it is harmless at any other time. `Wake` asks again for what is not due yet. */
  | { readonly _tag: "Tick" }
  /** An event of the detector that `Detect` started. Events of an older detector are ignored. */
  | { readonly _tag: "Turn"; readonly detection: number; readonly event: TurnEvent }
  | { readonly _tag: "DetectionFailed"; readonly detection: number; readonly error: EngineError }
  | { readonly _tag: "Transcript"; readonly itemId: string; readonly chunk: TranscriptChunk }
  | { readonly _tag: "TranscriptEnded"; readonly itemId: string }
  | { readonly _tag: "TranscriptFailed"; readonly itemId: string; readonly error: EngineError }
  | { readonly _tag: "ToolsListed"; readonly itemId: string; readonly tools: ReadonlyArray<McpListedTool> }
  | { readonly _tag: "ListingFailed"; readonly itemId: string; readonly error: EngineError }
  | { readonly _tag: "Chunk"; readonly responseId: string; readonly chunk: ResponseChunk }
  | { readonly _tag: "ResponseEnded"; readonly responseId: string }
  | { readonly _tag: "ResponseFailed"; readonly responseId: string; readonly error: EngineError }
)

/** What the runner has to do. */
export type Output =
  | { readonly _tag: "Send"; readonly event: ServerEvent }
  /** Close the connection. This is the last output of a session. */
  | { readonly _tag: "Close"; readonly code: number; readonly reason: string }
  /** Start a detector in place of the running one, or stop that. Its first sample is the next one that is fed. */
  | { readonly _tag: "Detect"; readonly detection: number; readonly settings: TurnSettings | null }
  /** Feed samples to the detector with this number. */
  | { readonly _tag: "Feed"; readonly detection: number; readonly samples: Int16Array }
  /** Play these samples behind what is being played. */
  | { readonly _tag: "Play"; readonly samples: Int16Array }
  /** Drop what has not been played. */
  | { readonly _tag: "ClearPlayback" }
  | {
      readonly _tag: "Transcribe"
      readonly itemId: string
      readonly request: TranscriptionRequest
      readonly audio: ReadonlyArray<Int16Array>
    }
  | { readonly _tag: "ListTools"; readonly itemId: string; readonly tool: McpTool }
  | { readonly _tag: "StopTranscribing"; readonly itemId: string }
  | { readonly _tag: "Respond"; readonly request: ResponseRequest }
  | { readonly _tag: "StopResponding"; readonly responseId: string }
  /** Dispatch `Tick` at this time (epoch ms). A later output with the same reason replaces it. */
  | { readonly _tag: "Wake"; readonly reason: "expiry" | "idle" | "playback"; readonly at: number }
