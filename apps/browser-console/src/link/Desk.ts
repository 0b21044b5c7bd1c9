/** What the commands of the console share. One session is current at a time, and an opening replaces it at once. */
import type { RealtimeSession } from "@antiphon/client"
import { type ConsoleState, idle } from "../state/Console.ts"
import { silentUplink, type Uplink } from "../state/Uplink.ts"
import { makeWaves, type Waves } from "../state/Waves.ts"
import type { Carriage } from "./Carriage.ts"
import { problemOf } from "./problemOf.ts"
import { makeStore, type Store } from "./Store.ts"

/** The session that is open now. */
export interface Opened {
  readonly session: RealtimeSession
  readonly carriage: Carriage
}

/** The state that the page draws, and the current session behind it. */
export interface Desk {
  readonly state: Store<ConsoleState>
  /** Milliseconds since the current session began to open. The events have this clock. */
  readonly now: () => number
  /** Replaces parts of the state. */
  readonly patch: (change: Partial<ConsoleState>) => void
  /** Shows an error, unless it is of no interest to the user. */
  readonly report: (error: unknown) => void
  /** Clears everything for another session, and makes it the current one. */
  readonly restart: (about: string) => AbortController
  /** The current session has this controller. Aborting it ends the opening. */
  aborting: AbortController
  opened: Opened | undefined
  waves: Waves
  uplink: Uplink
}

/** Makes the desk of a page, without a session. */
export const makeDesk = (): Desk => {
  const state = makeStore(idle)
  let zero = performance.now()
  const patch = (change: Partial<ConsoleState>): void => state.update((before) => ({ ...before, ...change }))
  const desk: Desk = {
    state,
    now: () => performance.now() - zero,
    patch,
    report: (error) => {
      const problem = problemOf(error)
      if (problem !== undefined) patch({ problem })
    },
    restart: (about) => {
      zero = performance.now()
      desk.aborting = new AbortController()
      desk.waves = makeWaves()
      desk.uplink = silentUplink
      state.update(() => ({ ...idle, link: { _tag: "Connecting", about } }))
      return desk.aborting
    },
    aborting: new AbortController(),
    opened: undefined,
    waves: makeWaves(),
    uplink: silentUplink
  }
  return desk
}
