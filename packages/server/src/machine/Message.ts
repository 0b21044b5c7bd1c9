/** What goes into the machine and what comes out: events of the protocol, and the traffic with clock and engine. */
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

/** Something happened, at `now` (epoch ms, which never go back: see `SessionClock`). */
export type Input = {
  readonly now: number
  /** By how many bytes a client event may let the session grow. Defaults to any number. */
  readonly roomBytes?: number
} & (
  | { readonly _tag: "Client"; readonly decoded: Decoded<ClientEvent> }
  /** Another connection joins the session: what is sent now is for it alone. */
  | { readonly _tag: "Joined" }
  /** An event was too large for the connection, in bytes, and was not sent; a sideband of the call may take it. */
  | {
      readonly _tag: "TooLarge"
      readonly type: string
      readonly bytes: number | undefined
      readonly limitBytes: number
      readonly callId: string | undefined
    }
  /** Samples of the user's track; in events they come as appends. */
  | { readonly _tag: "Heard"; readonly samples: Int16Array }
  /** Time passed: asked for by `Wake`, harmless at any other time. What is not due yet is asked for by `Wake` again. */
  | { readonly _tag: "Tick" }
  /** The detector that `Detect` started said something; of an older one it is ignored. */
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

/** What is to be done, in this order. */
export type Output =
  | { readonly _tag: "Send"; readonly event: ServerEvent }
  /** Close the connection; the last output there is. */
  | { readonly _tag: "Close"; readonly code: number; readonly reason: string }
  /** Start a detector in place of the one that runs, or stop it. Its first sample is the next that is fed. */
  | { readonly _tag: "Detect"; readonly detection: number; readonly settings: TurnSettings | null }
  /** Samples for the detector of this number, in order. */
  | { readonly _tag: "Feed"; readonly detection: number; readonly samples: Int16Array }
  /** Play these samples behind what is being played. */
  | { readonly _tag: "Play"; readonly samples: Int16Array }
  /** Play no more of what was to be played. */
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
  /** Say `Tick` at this time (epoch ms); a later one for the same reason replaces it. */
  | { readonly _tag: "Wake"; readonly reason: "expiry" | "idle" | "playback"; readonly at: number }
