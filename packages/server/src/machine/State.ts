/** Everything the machine remembers. Plain immutable data: a state can be kept, compared and stepped again. */
import type * as Chunk from "effect/Chunk"
import type { ConversationItem, LogProb, McpTool, Metadata, Tool } from "@antiphon/core/shapes"
import type { McpCall } from "../engine/Contract.ts"
import type { Audio } from "./Audio.ts"
import type { Format, Passage } from "./codec.ts"
import type { Settings } from "./Settings.ts"

/** Bounds of one session. What passes one is refused with an `error` event, or forgotten where the field says so. */
export interface Limits {
  /** Uncommitted audio, in ms. Appends past it are refused. */
  readonly uncommittedMs: number
  /** Characters of the items and settings, about as their JSON has them. Events that would pass it are refused. */
  readonly characters: number
  /** Items of the conversation. Past it the oldest are forgotten, as truncation `auto` does. */
  readonly items: number
  /** Audio kept for context, truncation and retrieval, in ms over all items. Past it the oldest items lose theirs. */
  readonly keptAudioMs: number
  /** Transcripts that may be made at once. Past it the next items' transcriptions fail. */
  readonly transcriptions: number
  /** Out-of-band responses that may run at once. */
  readonly outOfBandResponses: number
  /** Tokens that responses may cost in a minute; null is no limit. Past it responses fail with `rate_limit_exceeded`. */
  readonly tokensPerMinute: number | null
  /** Life of a session, in ms; then it ends with `session_expired` and close 1001. */
  readonly sessionMs: number
}

export interface InputBuffer {
  /** Uncommitted audio. */
  readonly audio: Audio
  /** What G.711 audio holds back until its next append. */
  readonly passage: Passage
  /** Samples appended in the session before those held. */
  readonly offset: number
  /** The turn the detector is in: the id of its item, and where its audio starts, in samples of the session. */
  readonly turn: { readonly itemId: string; readonly start: number } | undefined
  /** The running detector: its number, and the samples of the session before the first it was fed. */
  readonly detection: { readonly number: number; readonly origin: number }
}

/** An item of the conversation, with what events do not show. */
export interface StoredItem {
  readonly id: string
  /** As it is shown: no audio bytes. */
  readonly item: ConversationItem
  /** The audio of its parts, by content index. */
  readonly audio: ReadonlyMap<number, Audio>
}

/** The part of a message that is being written. */
export interface OpenPart {
  readonly type: "text" | "audio"
  readonly index: number
  readonly text: string
  readonly audio: Audio
  /** Where its audio stands on the way to the wire. */
  readonly passage: Passage
}

/** The item that a response is writing. */
export interface OpenItem {
  readonly id: string
  readonly previous: string | null
  /** As it stands, without the open part. */
  readonly item: ConversationItem
  readonly part: OpenPart | undefined
  readonly audio: ReadonlyMap<number, Audio>
}

export interface RunningResponse {
  readonly id: string
  /** Whether it writes to the default conversation. */
  readonly inConversation: boolean
  readonly modality: "audio" | "text"
  readonly voice: string
  readonly format: Format
  readonly tools: ReadonlyArray<Tool>
  readonly parallelToolCalls: boolean
  readonly maxOutputTokens: number | string
  readonly metadata: Metadata | null
  readonly input: TokenCount
  /** Items that are done. */
  readonly output: ReadonlyArray<ConversationItem>
  readonly open: OpenItem | undefined
  /** Characters and samples written so far, for the bill. */
  readonly written: { readonly characters: number; readonly samples: number }
  /** When its first audio was sent, epoch ms. */
  readonly heardFrom: number | undefined
  /** What of its audio had been heard when the client stopped its playback; from then on it has no voice. Undefined before. */
  readonly heard: ReadonlyArray<PlayedPart> | undefined
}

/** How much of a part's audio has been heard. */
export interface PlayedPart {
  readonly itemId: string
  readonly contentIndex: number
  readonly heardMs: number
}

/** A response that the server plays or will play; segments in the order of playing. */
export interface PlayingResponse {
  readonly responseId: string
  /** Epoch ms. */
  readonly startsAt: number
  readonly endsAt: number
  /** Whether all of it has been written. */
  readonly finished: boolean
  readonly segments: ReadonlyArray<{ readonly itemId: string; readonly contentIndex: number; readonly ms: number }>
}

/** A remote call that waits for the client, and its place in its response. */
export interface PendingApproval {
  readonly call: McpCall
  readonly outputIndex: number
}

/** What has come of a transcript so far. */
export interface RunningTranscript {
  readonly text: string
  /** Undefined where the session did not ask for them when it was begun. */
  readonly logprobs: Chunk.Chunk<LogProb> | undefined
}

export interface TokenCount {
  readonly text: number
  readonly audio: number
}

export interface MachineState {
  /** Ids are made of the seed and a running number: the same inputs give the same ids. */
  readonly seed: string
  readonly serial: number
  readonly limits: Limits
  readonly settings: Settings
  readonly conversationId: string
  /** The model has been heard: the voice is fixed from now on. */
  readonly spoken: boolean
  readonly input: InputBuffer
  readonly items: ReadonlyArray<StoredItem>
  /** By id; at most one of them writes to the conversation. */
  readonly responses: ReadonlyMap<string, RunningResponse>
  /** MCP servers whose tools were asked for, by label; those being fetched, by item; calls to be approved, by request. */
  readonly listed: ReadonlySet<string>
  readonly listing: ReadonlyMap<string, McpTool>
  readonly approvals: ReadonlyMap<string, PendingApproval>
  /** Transcripts that are being made, by item. */
  readonly transcripts: ReadonlyMap<string, RunningTranscript>
  /** Turns committed and responses begun since the session began. */
  readonly turns: { readonly committed: number; readonly answered: number }
  /** Whether the server plays its audio itself (in tracks), or the client does (in events). */
  readonly ownsPlayback: boolean
  /** The response being played, and those behind it; only where the server owns playback. */
  readonly playing: ReadonlyArray<PlayingResponse>
  /** When the server takes the turn because nobody speaks, epoch ms. */
  readonly idleAt: number | undefined
  /** Tokens left at a time (epoch ms), where they are limited. */
  readonly tokens: { readonly left: number; readonly at: number }
  readonly closed: boolean
}
