/** What happened in one story. The facts are gathered while it is played, and the invariants are checked on them. */
import type { ClientEvent, Decoded, ServerEvent, TransportError, UnknownEvent } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"
import type { SessionError, SessionState } from "@antiphon/session"
import type { Plan } from "../script/Plan.ts"
import type { Script } from "../script/Script.ts"

/** What became of a server's event. It was sent whole, sent as something else, or never sent. */
export type Fate = "whole" | "mangled" | "lost"

/** What a server says. */
export type Said = ServerEvent | UnknownEvent

/** One thing that happened, at a time in ms since the story began. */
export type Entry = { readonly at: number } & (
  | { readonly _tag: "Connected"; readonly link: number }
  /** The server sent it. A fault may still affect it on its way. */
  | { readonly _tag: "Said"; readonly link: number; readonly event: Said; fate: Fate }
  /** It arrived, for the second time or more where `isAgain`. */
  | {
      readonly _tag: "Delivered"
      readonly link: number
      readonly decoded: Decoded<ServerEvent>
      readonly isAgain: boolean
    }
  | { readonly _tag: "Asked"; readonly link: number; readonly event: ClientEvent }
  | { readonly _tag: "Disconnected"; readonly link: number; readonly error: TransportError }
  | { readonly _tag: "Began"; readonly command: Command }
  | { readonly _tag: "Settled"; readonly command: Command }
  /** The session over this link has the conversation, which is new or comes from the session before. */
  | { readonly _tag: "Opened"; readonly link: number; readonly resumed: boolean }
  | { readonly _tag: "Note"; readonly text: string }
)

export type EntryOf<T extends Entry["_tag"]> = Extract<Entry, { readonly _tag: T }>

/** Something that the user asked for, which may take several commands of the session. */
export interface Command {
  readonly n: number
  readonly name: string
  /** How long it may take, ms. */
  readonly limitMs: number
  readonly link: number
  readonly beganAt: number
  settledAt: number | undefined
  outcome: Outcome | undefined
}

export type Outcome =
  | { readonly _tag: "Value" }
  | { readonly _tag: "Failed"; readonly error: SessionError }
  /** The user took it back. */
  | { readonly _tag: "Interrupted" }

/**
 * A stretch of the model's voice that came out of the speaker. It belongs to packet number `packet` of answer number
 * `answer`.
 */
export interface Heard {
  readonly answer: number
  readonly packet: number
  /** How long it lasts, in samples of 24 kHz. */
  readonly samples: number
  readonly at: number
}

/** An audio part that the model spoke, with the samples that are its own and the item that it belongs to. */
export interface Answer {
  readonly n: number
  readonly link: number
  readonly responseId: string
  /** Where its item stands in the output of its response, from 0. */
  readonly outputIndex: number
  /** Samples that the engine gave out. */
  readonly samples: number
}

export interface Link {
  readonly n: number
  /** Whether nothing befalls it any more. */
  calm: boolean
  /** Whether nothing ever befell it, and its session had no end. */
  readonly wasCalm: boolean
  /** Whether its server has limits of its own. It then expires early, or answers only up to a limit. */
  readonly isLimited: boolean
  /** Whether what is sent on it is lost, although the link does not end. */
  isHalfOpen: boolean
  ended: TransportError | undefined
  /** Most messages that were under way at once, either way. */
  mostUnderWay: number
}

/** An item as the server has it at rest, and the user's or the model's audio of it. */
export interface KnownItem {
  readonly item: ConversationItem
  readonly audio: ReadonlyArray<Int16Array>
}

/** How often the machine settled what it was asked for, by the id of that. */
export interface Settlement {
  readonly times: number
  readonly withdrawn: boolean
}

/** An item that a new server received, and what was known of it in that moment. */
export interface Retold {
  readonly link: number
  readonly itemId: string
  readonly at: number
  readonly text: string
}

export interface Story {
  readonly script: Script
  readonly plan: Plan
  readonly trace: ReadonlyArray<Entry>
  readonly entries: { readonly [T in Entry["_tag"]]: ReadonlyArray<EntryOf<T>> }
  readonly commands: ReadonlyArray<Command>
  readonly settlements: ReadonlyMap<string, Settlement>
  readonly heard: ReadonlyArray<Heard>
  readonly answers: ReadonlyArray<Answer>
  readonly links: ReadonlyArray<Link>
  /** How often each call was run, by the id of the call. */
  readonly runs: ReadonlyMap<string, number>
  /** How often the user was asked to approve a call, by the id of the request. */
  readonly approvals: ReadonlyMap<string, number>
  /** The name that an item had first, where a server gave it another. */
  readonly firstOf: (id: string) => string
  /** Statuses that went back, in words. */
  readonly regressions: ReadonlyArray<string>
  /** Errors that readers of events received. */
  readonly toldErrors: ReadonlyArray<ServerEvent>
  /** What the client believes at rest. */
  readonly state: SessionState | undefined
  /** What the server has of the conversation at rest. */
  readonly known: ReadonlyArray<KnownItem> | undefined
  /** What is waited for at rest, although nothing will come, in words. */
  readonly waits: ReadonlyArray<string>
  /** Values that the machine keeps at rest, and the values of all that it was ever given, if that was weighed. */
  readonly memory: { readonly kept: number; readonly given: number } | undefined
  /** Timers that are left once everything is closed. */
  readonly left: number
  /** Bugs that ended something. */
  readonly defects: ReadonlyArray<unknown>
}
