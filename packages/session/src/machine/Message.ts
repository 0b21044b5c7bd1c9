/**
 * What goes into the machine and what comes out. These are events of the protocol, commands of the caller, and the traffic with
 * the shell.
 */
import type { PlayerCleared } from "@antiphon/audio"
import type { ClientEvent, Decoded, ServerEvent, TransportError, UnknownEvent } from "@antiphon/core"
import type {
  ConversationItem,
  McpApprovalRequestItem,
  ResponseCreateParams,
  Session,
  SessionRequest
} from "@antiphon/core/shapes"
import type { Interruption } from "../Interruption.ts"
import type { SessionError } from "../SessionError.ts"
import type { Call } from "../state/selectors.ts"
import type { ReplayPlan } from "./replayPlan.ts"
import type { Arrived } from "./Supervision.ts"

/** What the caller wants. Each command is settled once, unless it is withdrawn first. */
export type Command =
  | { readonly _tag: "sendText"; readonly text: string }
  /** Asks whether audio may be sent now. The shell then sends it, reports each piece, and says `AudioDone`. */
  | { readonly _tag: "sendAudio" }
  | { readonly _tag: "commit" }
  | { readonly _tag: "clearInput" }
  | { readonly _tag: "createResponse"; readonly params: ResponseCreateParams }
  | { readonly _tag: "configure"; readonly session: SessionRequest }
  | { readonly _tag: "addItem"; readonly item: ConversationItem; readonly after: string | undefined }
  | { readonly _tag: "deleteItem"; readonly itemId: string }
  | { readonly _tag: "retrieveItem"; readonly itemId: string }

/** What a command succeeds with. */
export type Answer =
  | { readonly _tag: "Done" }
  | { readonly _tag: "Committed"; readonly itemId: string }
  | { readonly _tag: "Began"; readonly responseId: string; readonly itemId: string | undefined }
  | { readonly _tag: "Item"; readonly item: ConversationItem }
  | { readonly _tag: "Configured"; readonly session: Session }
  | { readonly _tag: "Interrupted"; readonly interruption: Interruption }

/** A plan of the caller's, over a connection of the caller's. `lists` are items of tools that remote servers listed. */
export interface PlannedReplay {
  readonly _tag: "Plan"
  readonly plan: ReplayPlan
  readonly lists: ReadonlyArray<string>
}

/** What a new connection is for, beside a conversation that begins. */
export type Resuming =
  | PlannedReplay
  /** The conversation that the machine has just left. */
  | { readonly _tag: "Left" }

/** When something happened. */
export interface Instant {
  /** Epoch ms. It may jump as the clock is set. */
  readonly now: number
  /** Ms on a clock that is never set. The age of a connection is measured by it. Defaults to `now`. */
  readonly elapsed?: number
}

/** Something happened. Ids of commands are the shell's. */
export type Input = Instant &
  /**
   * A session begins that outlives its connections. The machine asks for each by `Dial`. `id` is settled once commands may
   * pass. It fails with the command `connect` if the first connection could not be opened.
   */
  (
    | { readonly _tag: "Start"; readonly id: string }
    /** The connection of a `Dial` is open. Nothing of it is read before `Attach`. */
    | ({ readonly _tag: "Dialled" } & Arrived)
    /** The connection of a `Dial` could not be opened. */
    | { readonly _tag: "DialFailed"; readonly dial: string; readonly error: TransportError }
    /** The answer to `AskWait`: how long to wait before the next dial, in ms, or `undefined` if there is none. */
    | { readonly _tag: "WaitIs"; readonly ms: number | undefined }
    /** The caller wants another connection now. A conversation without supervision stays on its connection. */
    | { readonly _tag: "Reconnect" }
    /** The caller closes the session. `id` is settled once it is known what was heard. */
    | { readonly _tag: "Close"; readonly id: string; readonly error: TransportError }
    /** A session begins, or goes on, over this one connection. `id` is settled once the conversation is on it. */
    | {
        readonly _tag: "Opened"
        readonly id: string
        /** Hz of the audio if it travels in tracks. */
        readonly trackRate: number | undefined
        /** Whether nothing but the silence of the server shows that a peer is gone. */
        readonly doubtsSilence: boolean
        readonly resuming: PlannedReplay | undefined
      }
    | { readonly _tag: "Received"; readonly decoded: Decoded<ServerEvent> }
    | { readonly _tag: "Command"; readonly id: string; readonly command: Command }
    | { readonly _tag: "Interrupt"; readonly id: string }
    /** The caller does not wait for the command any more. */
    | { readonly _tag: "Withdrawn"; readonly id: string }
    | { readonly _tag: "TimerRan"; readonly timer: string }
    /** The connection did not take an event. */
    | { readonly _tag: "NotSent"; readonly event: ClientEvent; readonly error: TransportError }
    /** The connection took a piece of the user's audio. `done` is the id of the `sendAudio` whose last piece it is. */
    | { readonly _tag: "AudioSent"; readonly audio: string; readonly ms: number; readonly done?: string | undefined }
    /** All audio of the `sendAudio` of this id was sent, or no more of it will be. */
    | { readonly _tag: "AudioDone"; readonly id: string }
    /** The speaker took these samples of a part. */
    | { readonly _tag: "Played"; readonly play: Play }
    /** How far the speaker was when it stopped, or `undefined` if it does not say. */
    | { readonly _tag: "SpeakerStopped"; readonly clear: string; readonly progress: PlayerCleared | undefined }
    | {
        readonly _tag: "SpeakerAt"
        readonly queued: number
        readonly until: number
        readonly latencyMs: number
        readonly given: number
      }
    | { readonly _tag: "SpeakerFailed" }
    | { readonly _tag: "ToolAnswered"; readonly batch: string; readonly callId: string; readonly output: string }
    | { readonly _tag: "ApprovalGiven"; readonly requestId: string; readonly allowed: boolean }
    /** The connection ended. */
    | { readonly _tag: "Lost"; readonly error: TransportError }
    /** There will be no other connection. */
    | { readonly _tag: "End"; readonly error: TransportError }
  )

/** An input without its time, which is now. */
export type Happening = Input extends infer Each ? (Each extends Input ? Omit<Each, keyof Instant> : never) : never

/** Samples of a part for the speaker. */
export interface Play {
  readonly itemId: string
  readonly contentIndex: number
  readonly samples: Int16Array
}

/** What is to be done, in this order. */
export type Output =
  /** Open a connection, then say `Dialled` or `DialFailed`. */
  | { readonly _tag: "Dial"; readonly dial: string }
  /** From now on this connection is the conversation's. Read it, and send over it. */
  | { readonly _tag: "Attach"; readonly dial: string }
  /** Close what came of a `Dial`, or give it up. Nothing that comes of it counts. */
  | { readonly _tag: "HangUp"; readonly dial: string }
  /** Say `WaitIs`. `tries` counts from 1 since the last steady connection. Only with `asksWaits`. */
  | { readonly _tag: "AskWait"; readonly tries: number }
  | { readonly _tag: "Send"; readonly event: ClientEvent; readonly isOwn: boolean }
  | { readonly _tag: "Settle"; readonly id: string; readonly answer: Answer }
  | { readonly _tag: "Fail"; readonly id: string; readonly error: SessionError }
  /** Say `TimerRan` once this time has passed. A timer of the same name is replaced. */
  | { readonly _tag: "SetTimer"; readonly timer: string; readonly afterMs: number }
  | { readonly _tag: "ClearTimer"; readonly timer: string }
  /** Give the samples to the speaker, then say `Played`. */
  | { readonly _tag: "Play"; readonly play: Play }
  /** Say `SpeakerAt`. */
  | { readonly _tag: "LookAtSpeaker"; readonly queued: number }
  /** Stop the speaker at once, and say `SpeakerStopped` when it says how far it came. */
  | { readonly _tag: "StopSpeaker"; readonly clear: string }
  | { readonly _tag: "RunTools"; readonly batch: string; readonly calls: ReadonlyArray<Call> }
  /** What runs is interrupted, and answers so. */
  | { readonly _tag: "StopTools" }
  | { readonly _tag: "AskApproval"; readonly request: McpApprovalRequestItem }
  /** News for the readers of events. */
  | { readonly _tag: "Publish"; readonly event: ServerEvent | UnknownEvent }
  | { readonly _tag: "Close"; readonly code: number; readonly reason: string }
  /** The conversation has no connection any more. */
  | { readonly _tag: "Unlinked"; readonly error: TransportError }
  /** The session is over. The last output there is. */
  | { readonly _tag: "Ended"; readonly error: TransportError }
