/** Everything that the machine remembers. It is plain immutable data, so a state can be kept, compared and stepped again. */
import type * as Chunk from "effect/Chunk"
import type { AssistantContent, ConversationItem, LogProb, McpTool, Metadata, Tool } from "@antiphon/core/shapes"
import type { McpCall } from "../engine/Contract.ts"
import type { Audio } from "./Audio.ts"
import type { Format, Passage } from "./codec.ts"
import type { Settings } from "./Settings.ts"

/** Bounds of one session. What passes a bound is refused with an `error` event, unless the field says otherwise. */
export interface Limits {
  /** Uncommitted audio, in ms. Appends past it are refused. A track forgets its oldest audio instead. */
  readonly uncommittedMs: number
  /** Characters of the items and settings, about as many as their JSON has. Events past it are refused. */
  readonly characters: number
  /** Items of the conversation. Past it the oldest are forgotten, as truncation `auto` does. */
  readonly items: number
  /** Audio kept for context, truncation and retrieval, in ms over all items. Past it the oldest items lose theirs. */
  readonly keptAudioMs: number
  /** Transcripts that may be made at once. Past it, transcriptions of further items fail. */
  readonly transcriptions: number
  /** Out-of-band responses that may run at once. */
  readonly outOfBandResponses: number
  /** Tokens that responses may cost in a minute, or `null` for no limit. Past it, responses fail with `rate_limit_exceeded`. */
  readonly tokensPerMinute: number | null
  /** Length of a session, in ms, rounded up to a whole second of the clock. Then it ends with `session_expired` and close 1001. */
  readonly sessionMs: number
}

/** The user's audio that is not yet an item. Positions count samples of the whole session. */
export interface InputBuffer {
  /** Uncommitted audio. */
  readonly audio: Audio
  /** The samples of G.711 audio that the resampler holds back until the next append. */
  readonly passage: Passage
  /** Samples of the session before the uncommitted ones. */
  readonly offset: number
  /** The turn in which the detector is: the id of its item, and the sample at which its audio starts. */
  readonly turn: { readonly itemId: string; readonly start: number } | undefined
  /** The running detector: its number, and the samples of the session before the first one that it was fed. */
  readonly detection: { readonly number: number; readonly origin: number }
}

/** An item of the conversation, and its audio, which events do not show. */
export interface StoredItem {
  readonly id: string
  /** The item as events show it, without audio bytes. */
  readonly item: ConversationItem
  /** The audio of its parts, by content index. */
  readonly audio: ReadonlyMap<number, Audio>
}

/** The part that a response is writing now. */
export interface OpenPart {
  readonly type: "text" | "audio"
  readonly index: number
  readonly text: string
  readonly audio: Audio
  /** The state of its audio's resampler on the way to the wire. */
  readonly passage: Passage
}

/** The item that a response is writing now. */
export interface OpenItem {
  readonly id: string
  readonly previous: string | null
  /** The item as it began. A function call also has its arguments so far. */
  readonly item: Extract<ConversationItem, { readonly type: "message" | "function_call" }>
  /** The parts of a message that are done. A chunk, so that many parts are not copied for each new one. */
  readonly content: Chunk.Chunk<AssistantContent>
  readonly part: OpenPart | undefined
  /** The audio of the parts that are done, by content index. */
  readonly audio: Chunk.Chunk<readonly [contentIndex: number, audio: Audio]>
}

/** A response that is being written. */
export interface RunningResponse {
  readonly id: string
  /** Whether the response writes to the default conversation. */
  readonly inConversation: boolean
  readonly modality: "audio" | "text"
  readonly voice: string
  readonly format: Format
  readonly tools: ReadonlyArray<Tool>
  readonly parallelToolCalls: boolean
  readonly maxOutputTokens: number | string
  readonly metadata: Metadata | null
  readonly input: TokenCount
  /** Bytes of the items that were given only to this response (`response.input`). */
  readonly inputBytes: number
  /** Items that are done. A chunk, so that many items are not copied for each new one. */
  readonly output: Chunk.Chunk<ConversationItem>
  readonly open: OpenItem | undefined
  /** Characters and samples written so far, for `usage`. */
  readonly written: { readonly characters: number; readonly samples: number }
  /** When its first audio was sent, epoch ms. */
  readonly firstAudioAt: number | undefined
  /** How much of its audio was played when its playback was cleared, or `undefined` before. A cleared response stays silent. */
  readonly playedUntilClear: ReadonlyArray<PlayedPart> | undefined
}

/** How much of the audio of a part has been played. */
export interface PlayedPart {
  readonly itemId: string
  readonly contentIndex: number
  readonly playedMs: number
}

/** The audio of one part on the server's track, however many pieces it came in. */
export interface Segment {
  readonly itemId: string
  readonly contentIndex: number
  readonly ms: number
}

/** A response that the server plays or will play. Its segments are in the order of playing. */
export interface PlayingResponse {
  readonly responseId: string
  /** Epoch ms. */
  readonly startsAt: number
  readonly endsAt: number
  /** Whether the response has been written to its end. */
  readonly finished: boolean
  readonly segments: Chunk.Chunk<Segment>
}

/** A remote call that waits for the approval of the client, and its place in its response. */
export interface PendingApproval {
  readonly call: McpCall
  readonly outputIndex: number
}

/** A transcript so far. */
export interface RunningTranscript {
  readonly text: string
  /** `undefined` if the session did not include them when the transcription began. */
  readonly logprobs: Chunk.Chunk<LogProb> | undefined
}

/** Tokens by modality. */
export interface TokenCount {
  readonly text: number
  readonly audio: number
}

/** The state of one session. */
export interface MachineState {
  /** Ids are made of the seed and a serial number, so the same inputs give the same ids. */
  readonly seed: string
  readonly serial: number
  readonly limits: Limits
  readonly settings: Settings
  readonly conversationId: string
  /** Whether the session has sent audio. Then its voice is fixed. */
  readonly spoken: boolean
  readonly input: InputBuffer
  readonly items: ReadonlyArray<StoredItem>
  /** Responses by id. At most one of them writes to the conversation. */
  readonly responses: ReadonlyMap<string, RunningResponse>
  /** Labels of the MCP servers whose tools were listed or are being listed. */
  readonly listed: ReadonlySet<string>
  /** Listings that run, by item. */
  readonly listing: ReadonlyMap<string, McpTool>
  /** Calls that wait for approval, by the item of the request. */
  readonly approvals: ReadonlyMap<string, PendingApproval>
  /** Transcripts that are being made, by item. */
  readonly transcripts: ReadonlyMap<string, RunningTranscript>
  /** Turns that were committed and responses that were begun in the session. */
  readonly turns: { readonly committed: number; readonly answered: number }
  /** Whether the server plays its audio on a track. Otherwise the client plays the audio of events. */
  readonly ownsPlayback: boolean
  /** The response being played, and those behind it. Empty if the client owns playback. */
  readonly playing: ReadonlyArray<PlayingResponse>
  /** When the server takes the turn because the user is silent, in epoch ms. */
  readonly idleAt: number | undefined
  /** Tokens left at a time in epoch ms, if they are limited. */
  readonly tokens: { readonly left: number; readonly at: number }
  /** Whether the machine has closed the connection. Then inputs have no effect. */
  readonly closed: boolean
}
