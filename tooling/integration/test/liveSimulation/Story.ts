/** Everything that happened in a story, for the invariants. */
import type * as Live from "@antiphon/core/live"
import type { LiveEnd, LiveErrorReason, LiveMachine as Client, LiveState } from "@antiphon/live"
import type { LiveMachine as Server } from "@antiphon/server"
import type { Name, Plan } from "./Plan.ts"

export interface Timed<A> {
  readonly at: number
  readonly what: A
}

/** What one client did and met. */
export interface Side {
  /** What its machine sent. */
  readonly sent: Array<Timed<Live.ClientEvent>>
  /** What reached it. */
  readonly received: Array<Timed<Live.ServerEvent>>
  readonly asked: Array<{ readonly id: string; readonly command: Client.LiveCommand | undefined; readonly at: number }>
  readonly settled: Array<{ readonly id: string; readonly reason: LiveErrorReason | undefined; readonly at: number }>
  readonly withdrawn: Set<string>
  /** The pieces of the model's stream that it played. */
  audio: number
  /** The seconds of use that it showed, whenever they changed. */
  readonly seconds: Array<number>
  readonly ends: Array<LiveEnd>
  state: LiveState
}

/** A run of the engine. */
export interface EngineRun {
  readonly startedAt: number
  produced: number
  stoppedAt: number | undefined
}

/** A piece of the caller's audio, as the model received it. */
export interface Fed {
  readonly samples: Int16Array
  /** What the caller sent. */
  readonly sent: Int16Array
  readonly isHeld: boolean
}

export interface Story {
  readonly plan: Plan
  readonly sides: ReadonlyMap<Name, Side>
  /** What the server sent, and to whom. */
  readonly said: Array<Timed<Server.OutputNamed<"Send">>>
  /** What reached the server. */
  readonly heard: Array<Timed<{ readonly from: string; readonly event: Live.ClientEvent }>>
  readonly fed: Array<Fed>
  readonly runs: Map<number, EngineRun>
  /** When the caller began to speak, as the detector found it. */
  readonly interruptions: Array<number>
  /** Times at which an open session had no wake left. */
  readonly asleep: Array<number>
  server: Server.LiveState
  startedAt: number | undefined
  closedAt: number | undefined
  /** The most of each kind that a machine held. */
  readonly most: { jobs: number; history: number; pending: number; recent: number; delegations: number }
}
