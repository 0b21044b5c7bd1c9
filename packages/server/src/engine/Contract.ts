/**
 * What the server needs of a speech model. It detects turns in audio, transcribes them, answers them and speaks. Each
 * part turns a stream into a stream. Interrupting the consumer of a stream cancels the work behind it. All samples
 * are 24 kHz PCM16 mono, whatever format the session has on the wire.
 */
import * as Data from "effect/Data"
import type * as Stream from "effect/Stream"
import type {
  ConversationItem,
  LogProb,
  McpListedTool,
  McpTool,
  SemanticVad,
  ServerVad,
  Tool,
  ToolChoice
} from "@antiphon/core/shapes"
import type { TurnEvent } from "./TurnEvent.ts"

/** An engine could not do its part. The response or the transcription ends as failed, and the session goes on. */
export class EngineError extends Data.TaggedError("EngineError")<{
  /** The part that failed. */
  readonly part: keyof EngineParts
  /** The client reads it. It says what happened and what to do. */
  readonly message: string
  /** The protocol's `code`, e.g. `audio_unintelligible` or `rate_limit_exceeded`. */
  readonly code?: string
  readonly cause?: unknown
}> {}

/** The session's `turn_detection` with every default filled in. */
export type TurnSettings = ServerVad | SemanticVad

/** One turn to transcribe, with the settings of the session's `audio.input.transcription`. */
export interface TranscriptionRequest {
  /** How many turns the session committed before this one. */
  readonly turn: number
  /** The model that the session names. */
  readonly model: string
  /** ISO 639-1, or `undefined` if the client did not set it. */
  readonly language: string | undefined
  /** The client's hint for the transcription. */
  readonly prompt: string | undefined
  /** Whether the session includes log probabilities. The server drops them if the session did not ask for them. */
  readonly logprobs: boolean
}

/** A piece of a transcript. */
export interface TranscriptChunk {
  /** The transcript is all texts joined without a separator. */
  readonly text: string
  /** How sure the engine is of each token. Absent if it was not asked or cannot tell. */
  readonly logprobs?: ReadonlyArray<LogProb>
}

/** How to speak. */
export interface Voice {
  /** A voice name of the protocol, or one that the engine knows. */
  readonly name: string
  /** A factor of normal speed, 0.25 to 1.5. */
  readonly speed: number
}

/** An item with its audio, as a model gets it. */
export interface ContextItem {
  readonly item: ConversationItem
  /** The audio of its parts, in order, in blocks, without what was truncated. Empty if it has none. */
  readonly audio: ReadonlyArray<Int16Array>
}

/** One run of the model. */
export interface ResponseRequest {
  /** `resp_…` */
  readonly id: string
  /** How many responses the session began before this one. */
  readonly turn: number
  /** The conversation so far, oldest item first. */
  readonly context: ReadonlyArray<ContextItem>
  readonly instructions: string
  readonly modality: "audio" | "text"
  readonly voice: Voice
  readonly tools: ReadonlyArray<Tool>
  readonly toolChoice: ToolChoice
  /** If false, at most one function call is allowed. The server ends the response before a second one. */
  readonly parallelToolCalls: boolean
  /** A number of tokens, or `inf`. The server cuts a longer answer. */
  readonly maxOutputTokens: number | string
}

/** A call of a remote MCP tool, with its result. */
export interface McpCall {
  readonly serverLabel: string
  readonly name: string
  /** JSON text. */
  readonly arguments: string
  readonly result: { readonly output: string } | { readonly error: string }
}

/** A piece of a response. Pieces are sent in their order. */
export type ResponseChunk =
  /** The next words. In a spoken response the server passes them to `speak`. */
  | { readonly _tag: "Text"; readonly text: string }
  /**
   * The next words of a text part, which is not spoken. In a spoken response it stands beside the audio in the same
   * message.
   */
  | { readonly _tag: "Written"; readonly text: string }
  /** The next words of speech that the engine makes itself. They may run ahead of its audio. */
  | { readonly _tag: "Transcript"; readonly text: string }
  /** The next samples of speech that the engine makes itself. They may come faster than real time. */
  | { readonly _tag: "Audio"; readonly samples: Int16Array }
  /** Ends the open item and begins a call. Its arguments follow. */
  | { readonly _tag: "FunctionCall"; readonly name: string; readonly callId?: string }
  /** The next piece of the call's arguments, as JSON text. */
  | { readonly _tag: "Arguments"; readonly text: string }
  /** Ends the open item and begins a new message. Words without it open a message by themselves. */
  | { readonly _tag: "Message"; readonly phase?: "commentary" | "final_answer" }
  /**
   * Ends the open item and calls a remote MCP tool. The server reports the call, after an approval if one is required.
   */
  | { readonly _tag: "McpCall"; readonly call: McpCall }
  /** The model stopped before it finished. This is the last piece. */
  | { readonly _tag: "Incomplete"; readonly reason: "max_output_tokens" | "content_filter" }

/** The languages of a translation. */
export interface TranslationSettings {
  /** ISO 639-1 of the language to speak. */
  readonly language: string
  /** ISO 639-1 of the spoken language, or `undefined` if the client did not set it. */
  readonly sourceLanguage: string | undefined
}

/** A piece of a translation. Pieces are sent in their order, and texts are joined without a separator. */
export type TranslationChunk =
  /** The next words of the speaker. */
  | { readonly _tag: "Source"; readonly text: string }
  /** The next words of the translation. */
  | { readonly _tag: "Text"; readonly text: string }
  /** The next samples of the translation. */
  | { readonly _tag: "Audio"; readonly samples: Int16Array }

/** The six parts of an engine. */
export interface EngineParts {
  /** Reports where turns start and end while the audio arrives. Begins with the first audio, and runs until interrupted. */
  readonly detectTurns: (
    settings: TurnSettings,
    audio: Stream.Stream<Int16Array>
  ) => Stream.Stream<TurnEvent, EngineError>
  /** Returns the words of one turn in pieces. The end of the stream is the end of the transcript. */
  readonly transcribe: (
    request: TranscriptionRequest,
    audio: Stream.Stream<Int16Array>
  ) => Stream.Stream<TranscriptChunk, EngineError>
  /** Returns one response in pieces. The end of the stream is the end of the response. */
  readonly respond: (request: ResponseRequest) => Stream.Stream<ResponseChunk, EngineError>
  /** Returns all tools of a remote MCP server. */
  readonly listTools: (tool: McpTool) => Stream.Stream<McpListedTool, EngineError>
  /** Translates speech while it arrives. When the audio ends, it sends the rest and ends. */
  readonly translate: (
    settings: TranslationSettings,
    audio: Stream.Stream<Int16Array>
  ) => Stream.Stream<TranslationChunk, EngineError>
  /** Speaks a text that arrives in pieces. */
  readonly speak: (voice: Voice, text: Stream.Stream<string>) => Stream.Stream<Int16Array, EngineError>
}
