/**
 * What the server needs of a speech model: find the turns in a stream of audio, transcribe them, answer them, speak. Each
 * is a stream in and a stream out; interrupting the consumer of a stream cancels the work behind it. All samples are
 * 24 kHz PCM16 mono, whatever format the session has on the wire.
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

/** An engine could not do its part. The session goes on: a response ends as failed, a transcription as failed. */
export class EngineError extends Data.TaggedError("EngineError")<{
  /** What failed. */
  readonly part: keyof EngineParts
  /** For the client's eyes: what happened and what to do about it. */
  readonly message: string
  /** The protocol's `code`, e.g. `audio_unintelligible` or `rate_limit_exceeded`. */
  readonly code?: string
  readonly cause?: unknown
}> {}

/** `turn_detection` of the session with every default filled in. */
export type TurnSettings = ServerVad | SemanticVad

/** One turn to be transcribed, as `audio.input.transcription` of the session asks. */
export interface TranscriptionRequest {
  /** How many turns the session committed before this one. */
  readonly turn: number
  readonly model: string
  /** ISO 639-1, where the client said it. */
  readonly language: string | undefined
  readonly prompt: string | undefined
  /** Whether the session includes log probabilities; the server shows those it did not ask for to nobody. */
  readonly logprobs: boolean
}

/** A piece of a transcript. */
export interface TranscriptChunk {
  /** To be joined as it is. */
  readonly text: string
  /** How sure the engine is of it, token by token; where it was asked and can tell. */
  readonly logprobs?: ReadonlyArray<LogProb>
}

/** How to speak. */
export interface Voice {
  readonly name: string
  /** 0.25 to 1.5 times normal speed. */
  readonly speed: number
}

/** An item as a model sees it. */
export interface ContextItem {
  readonly item: ConversationItem
  /** What its audio parts hold, in order, in blocks; what was truncated is gone. Empty where it has none. */
  readonly audio: ReadonlyArray<Int16Array>
}

/** One run of the model. */
export interface ResponseRequest {
  /** `resp_…` */
  readonly id: string
  /** How many responses the session began before this one. */
  readonly turn: number
  /** What came before, oldest first. */
  readonly context: ReadonlyArray<ContextItem>
  readonly instructions: string
  readonly modality: "audio" | "text"
  readonly voice: Voice
  readonly tools: ReadonlyArray<Tool>
  readonly toolChoice: ToolChoice
  /** False: one function call at most. The server ends the response where a second would begin. */
  readonly parallelToolCalls: boolean
  /** Tokens, or `inf`. The server cuts what is longer. */
  readonly maxOutputTokens: number | string
}

/** A call of a remote MCP tool, with what it gives. */
export interface McpCall {
  readonly serverLabel: string
  readonly name: string
  /** JSON text. */
  readonly arguments: string
  readonly result: { readonly output: string } | { readonly error: string }
}

/** A piece of a response, in the order in which it is to be sent. */
export type ResponseChunk =
  /** The next words. In a spoken response the server has them spoken by `speak`. */
  | { readonly _tag: "Text"; readonly text: string }
  /** The next words that are only read: a text part, in a spoken response too, beside its audio in the same message. */
  | { readonly _tag: "Written"; readonly text: string }
  /** The next words of what the engine speaks itself; may run ahead of its audio. */
  | { readonly _tag: "Transcript"; readonly text: string }
  /** The next samples of what the engine speaks itself, as soon as there are any; faster than real time is fine. */
  | { readonly _tag: "Audio"; readonly samples: Int16Array }
  /** Ends the open item and begins a call; its arguments follow. */
  | { readonly _tag: "FunctionCall"; readonly name: string; readonly callId?: string }
  /** The next piece of the call's arguments, JSON text. */
  | { readonly _tag: "Arguments"; readonly text: string }
  /** Ends the open item and begins a message of its own. Words without it open one by themselves. */
  | { readonly _tag: "Message"; readonly phase?: "commentary" | "final_answer" }
  /** Ends the open item and calls a remote MCP tool; the server tells it, or asks for approval first. */
  | { readonly _tag: "McpCall"; readonly call: McpCall }
  /** The model stopped before it had finished. The last piece. */
  | { readonly _tag: "Incomplete"; readonly reason: "max_output_tokens" | "content_filter" }

/** What an interpreter is asked for. */
export interface TranslationSettings {
  /** ISO 639-1 of the language to speak. */
  readonly language: string
  /** ISO 639-1 of the language heard, where the client said it. */
  readonly sourceLanguage: string | undefined
}

/** A piece of a translation, in the order in which it is to be sent; texts are to be joined as they are. */
export type TranslationChunk =
  | { readonly _tag: "Source"; readonly text: string }
  | { readonly _tag: "Text"; readonly text: string }
  | { readonly _tag: "Audio"; readonly samples: Int16Array }

/** Everything the server asks of an engine. */
export interface EngineParts {
  /** Says where turns start and end in the audio as it arrives; runs until it is interrupted. */
  readonly detectTurns: (
    settings: TurnSettings,
    audio: Stream.Stream<Int16Array>
  ) => Stream.Stream<TurnEvent, EngineError>
  /** The words of one turn, in pieces. Its end is the end of the transcript. */
  readonly transcribe: (
    request: TranscriptionRequest,
    audio: Stream.Stream<Int16Array>
  ) => Stream.Stream<TranscriptChunk, EngineError>
  /** One response. Its end is the end of the response. */
  readonly respond: (request: ResponseRequest) => Stream.Stream<ResponseChunk, EngineError>
  /** The tools of a remote MCP server, all of them by its end. */
  readonly listTools: (tool: McpTool) => Stream.Stream<McpListedTool, EngineError>
  /** What is heard, in another language, as it is heard. When the audio ends, it says the rest and ends. */
  readonly translate: (
    settings: TranslationSettings,
    audio: Stream.Stream<Int16Array>
  ) => Stream.Stream<TranslationChunk, EngineError>
  /** The audio of a text that arrives in pieces. */
  readonly speak: (voice: Voice, text: Stream.Stream<string>) => Stream.Stream<Int16Array, EngineError>
}
