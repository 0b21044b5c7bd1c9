/**
 * All that the machine knows, as plain data that is never changed in place. What belongs to one connection is in
 * {@link LinkState}.
 */
import type { DeleteEvent, Repeats, TruncateEvent } from "@antiphon/audio"
import type { TransportError } from "@antiphon/core"
import type { ConversationItem, ResponseCreateParams, Session, SessionRequest, Tool } from "@antiphon/core/shapes"
import type { PersistentMap } from "../state/PersistentMap.ts"
import type { ItemState, ResponseState, SessionState } from "../state/SessionState.ts"
import type { Lost } from "../state/Lost.ts"
import type { AddedItems } from "./addedItems.ts"
import type { InputAudio } from "./inputAudio.ts"
import type { Command } from "./Message.ts"
import type { PlaybackState } from "./PlaybackState.ts"
import type { Budget, ReplayPlan } from "./replayPlan.ts"
import type { Arbiter, Policy } from "./ResponseArbiter.ts"
import type { Chunk, RetainedAudio } from "./retainedAudio.ts"
import type { Supervision } from "./Supervision.ts"

/** What a shell chooses, once for a session. */
export interface MachineOptions {
  readonly policy: Policy
  /** How long the server may take to answer a command. */
  readonly commandMs: number
  /** How much of the user's latest audio to keep. */
  readonly keptMs: number
  /** Hz, or `undefined` if there is no speaker. */
  readonly speakerRate: number | undefined
  readonly runsTools: boolean
  readonly approves: boolean
  /** How long before the server ends the session to look for a moment at which to move to another connection. */
  readonly marginMs: number
  /** How long to try to come back after a loss. */
  readonly patienceMs: number
  /** Whether the shell says how long to wait before each dial after the first. If not, waits are drawn from the seed. */
  readonly asksWaits: boolean
  readonly replayAudio: boolean
  readonly budget: Budget
}

/** A session between two steps. The shell keeps it and passes it to the next step. */
export interface MachineState {
  readonly options: MachineOptions
  /** Makes the ids. Equal seeds and inputs give equal events. */
  readonly seed: string
  readonly serial: number
  readonly session: SessionState
  /** Timers that are set. */
  readonly timers: ReadonlySet<string>
  /** Commands that passed and are not settled, by id, with their names. */
  readonly commands: ReadonlyMap<string, string>
  /** Calls of `sendAudio` whose audio is on its way, by id. */
  readonly sending: ReadonlySet<string>
  /** Commands that wait for a connection, oldest first. */
  readonly gated: ReadonlyMap<string, Command>
  /** The connection, or {@link noLink}. */
  readonly link: LinkState
  /** What the client plays, since its first greeting. */
  readonly playback: PlaybackState | undefined
  /** Stops of the speaker that are not answered. */
  readonly clears: ReadonlyMap<string, Clear>
  readonly cuts: ReadonlyArray<Cut>
  readonly retained: RetainedAudio
  /** The tools as they were last asked for. A server does not repeat the credentials of remote ones. */
  readonly tools: ReadonlyArray<Tool> | undefined
  /** What to replay on the next connection, once the conversation has left one. */
  readonly leaving: Leaving | undefined
  /** The connections of a session that outlives them, or `undefined`. */
  readonly supervision: Supervision | undefined
  readonly ended: TransportError | undefined
}

/** What goes on once it is known how far the speaker came. */
export interface Clear {
  /** The samples queued when it was stopped. */
  readonly queued: number
  readonly then:
    | { readonly _tag: "Cut"; readonly cut: string }
    /** The server plays, so there is nothing to truncate. */
    | { readonly _tag: "Tracks"; readonly id: string | undefined }
    | { readonly _tag: "Unlinked"; readonly id: string | undefined; readonly known: PersistentMap<ItemState> }
    | { readonly _tag: "Left"; readonly id: string }
}

/** An interruption whose outcome the server does not know yet. */
export interface Cut {
  readonly id: string
  /** The connection it came on. */
  readonly link: string
  readonly caller: string | undefined
  /** The responses that there were when the user spoke. What is said later is not concerned. */
  readonly known: PersistentMap<ResponseState>
  /** Ids among those that later responses have since. */
  readonly renewed: ReadonlySet<string>
  /** Those that were still being made. */
  readonly open: ReadonlySet<string>
  /** Whether it is known how far the speaker came. */
  readonly booked: boolean
  readonly truncated: ReadonlyArray<TruncateEvent>
  readonly deleted: ReadonlyArray<DeleteEvent>
}

/** How the conversation stood when it left a connection. */
export interface Leaving {
  readonly session: Session | undefined
  /** The items in which remote servers listed their tools. A new session lists them by itself, as other items. */
  readonly lists: ReadonlyArray<string>
  /** The user's audio that the server had made no turn of. */
  readonly audio: ReadonlyArray<Chunk>
}

/** The conversation on one connection. */
export interface LinkState {
  /** Empty if there is no connection. */
  readonly id: string
  readonly trackRate: number | undefined
  readonly doubtsSilence: boolean
  /** What came before the greeting, at most a few. `undefined` once it came. */
  readonly before: ReadonlyArray<string> | undefined
  /** Whether commands may pass. */
  readonly isReady: boolean
  /** Items of older connections. */
  readonly known: PersistentMap<ItemState>
  /** Responses of older connections, whose ids the server of this one may use. */
  readonly older: PersistentMap<ResponseState>
  readonly repeats: Repeats
  /** Frames that came. */
  readonly frames: number
  /** Audio sent since the last frame. */
  readonly silentMs: number
  /** The frames that had come when the server was asked whether it is there. */
  readonly probed: number | undefined
  /** Commands that the server has not answered, by event id, oldest first. */
  readonly waiting: ReadonlyMap<string, Waiting>
  readonly added: AddedItems
  readonly arbiter: Arbiter
  /** Requests for responses by key, until their response ends. */
  readonly requests: ReadonlyMap<string, Request>
  /** Cancellations that the server may refuse. Maps the event id to the response. */
  readonly cancels: ReadonlyMap<string, string>
  /** Responses whose request was withdrawn. */
  readonly unwanted: ReadonlySet<string>
  /** Whether requests carry a key. They do until the server refuses one. */
  readonly keyed: boolean
  /** Responses of which no more is to be heard. */
  readonly muted: ReadonlySet<string>
  /** Truncations and deletions that the server has not answered. */
  readonly asked: ReadonlyArray<TruncateEvent | DeleteEvent>
  /** Those that it refused and that are sent again at the end of their response. */
  readonly tooEarly: ReadonlyArray<TruncateEvent | DeleteEvent>
  readonly input: InputAudio
  /** Approvals asked for, whose calls are to be spoken of. */
  readonly approved: ReadonlySet<string>
  /** Unwanted responses that the server may still play. */
  readonly unheard: ReadonlySet<string>
  readonly batches: ReadonlyMap<string, Batch>
  readonly replay: Replay | undefined
}

/** A command that was sent, and what its answer is for. */
export interface Waiting {
  readonly eventId: string
  /** E.g. `deleteItem`. */
  readonly command: string
  /** The frames that had come when it was sent. */
  readonly mark: number
  readonly awaits: Awaits
  readonly then: Then
}

/** The event that answers. */
export type Awaits =
  | { readonly _tag: "Greeting" }
  | { readonly _tag: "Committed" }
  | { readonly _tag: "Cleared" }
  | { readonly _tag: "Configured"; readonly request: SessionRequest }
  | { readonly _tag: "Deleted"; readonly itemId: string }
  | { readonly _tag: "Retrieved"; readonly itemId: string }
  | { readonly _tag: "Added"; readonly item: ConversationItem & { readonly id: string } }

/** What goes on with the answer. */
export type Then =
  | { readonly _tag: "Caller"; readonly id: string }
  /** A response is asked for. */
  | { readonly _tag: "Text"; readonly id: string }
  | { readonly _tag: "Greeted"; readonly id: string }
  | { readonly _tag: "ToolOutput"; readonly batch: string; readonly callId: string }
  | { readonly _tag: "ReplayConfigured" }
  | { readonly _tag: "Replayed"; readonly itemId: string }
  | { readonly _tag: "Nothing" }

export interface Request {
  readonly params: ResponseCreateParams
  /** The command that asked, while it waits, and the item that it added. */
  readonly caller: { readonly id: string; readonly itemId: string | undefined } | undefined
  readonly waits: boolean
  readonly mark: number
}

/** The calls of one response. */
export interface Batch {
  /** The calls whose output is not added. */
  readonly callIds: ReadonlyArray<string>
  /** Whether a response is asked for at the end. */
  readonly speaks: boolean
}

/** A conversation that is being replayed to a new server. */
export interface Replay {
  readonly id: string
  /** A plan of the caller's. `undefined` if the machine makes its own, and keeps the echo from the readers of events. */
  readonly plan: ReplayPlan | undefined
  readonly leaving: Leaving
  /** Ids of replayed items, by the server's own names too. */
  readonly sent: ReadonlySet<string>
  readonly open: ReadonlySet<string>
  readonly lost: ReadonlyArray<Lost>
  /** Items that the server knows by other ids. The items of those ids stand in their place. */
  readonly renamed: ReadonlyArray<string>
  readonly answered: number
  /** How things stood when the stall timer was last set. */
  readonly looked: { readonly answered: number; readonly frames: number }
  readonly arrived: boolean
  readonly failed: boolean
}
