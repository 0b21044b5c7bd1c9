/** What happened in one story. The facts are gathered while it is played, and the invariants are checked on them. */
import type { ClientEvent, Decoded, ServerEvent, TransportError, UnknownEvent } from "@antiphon/core"
import type { ContextItem } from "@antiphon/server"
import type { SessionError, SessionState } from "@antiphon/session"
import type { Plan } from "./Plan.ts"

/** What became of a server's event. It was sent whole, sent as something else, or never sent. */
export type Fate = "whole" | "mangled" | "lost"

/** One thing that happened, at a time in ms since the story began. */
export type Entry = { readonly at: number } & (
  | { readonly _tag: "Connected"; readonly link: number }
  /** The server sent it. A fault may still affect it on its way. */
  | { readonly _tag: "Said"; readonly link: number; readonly event: ServerEvent | UnknownEvent; fate: Fate }
  /** It arrived, for the second time or more where `isAgain`. */
  | {
      readonly _tag: "Delivered"
      readonly link: number
      readonly decoded: Decoded<ServerEvent>
      readonly isAgain: boolean
    }
  | { readonly _tag: "Asked"; readonly link: number; readonly event: ClientEvent | UnknownEvent }
  | { readonly _tag: "Disconnected"; readonly link: number; readonly error: TransportError }
  | { readonly _tag: "Began"; readonly command: Command }
  | { readonly _tag: "Settled"; readonly command: Command }
  /** The session over this link has the conversation, which is new or comes from the session before. */
  | { readonly _tag: "Opened"; readonly link: number; readonly resumed: boolean }
  | { readonly _tag: "Note"; readonly text: string }
)

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
  /** A bug. */
  | { readonly _tag: "Died"; readonly defect: unknown }

/**
 * A stretch of the model's voice that came out of the speaker. It belongs to packet number `packet` of answer number
 * `answer`.
 */
export interface Heard {
  readonly answer: number
  readonly packet: number
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
  /** Samples that the engine gave out so far. */
  samples: number
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
  /** Most bytes that were under way at once, either way. */
  mostUnwritten: number
}

export interface Story {
  readonly seed: number
  readonly plan: Plan
  readonly trace: ReadonlyArray<Entry>
  readonly commands: ReadonlyArray<Command>
  readonly heard: ReadonlyArray<Heard>
  readonly answers: ReadonlyArray<Answer>
  readonly links: ReadonlyArray<Link>
  /** How often each call was run, by the id of the call. */
  readonly runs: ReadonlyMap<string, number>
  /** The name that an item had first, where a server gave it another. */
  readonly firstOf: (id: string) => string
  /** Statuses that went back, in words. */
  readonly regressions: ReadonlyArray<string>
  /** Errors that readers of `events` received. */
  readonly toldErrors: ReadonlyArray<ServerEvent>
  /** What the client believes at rest. */
  readonly state: SessionState | undefined
  /** What the model is given of the conversation at rest. */
  readonly known: ReadonlyArray<ContextItem> | undefined
  /** What is left once everything is closed. */
  readonly left: { readonly fibers: number; readonly timers: number }
  /** Bugs that ended something. */
  readonly defects: ReadonlyArray<unknown>
}
