/** What the commands of the console share. One session is current at a time, and an opening replaces it at once. */
import type { RealtimeSession } from "@antiphon/client"
import type { ClientEvent, UnknownEvent } from "@antiphon/core"
import { type ConsoleState, idle } from "../state/Console.ts"
import { silentUplink, type Uplink } from "../state/Uplink.ts"
import { makeWaves, type Waves } from "../state/Waves.ts"
import type { Carriage } from "./Carriage.ts"
import { problemOf } from "./problemOf.ts"
import { type DeviceChoice, devicesFrom } from "./devices.ts"
import { makeStore, type Store } from "./Store.ts"
import { makeTape, type Tape } from "./tape.ts"

/** The session that is open now. */
export interface Opened {
  readonly session: RealtimeSession
  readonly carriage: Carriage
}

/** Sends an event over the current connection, as it is. */
export type SendRaw = (event: ClientEvent | UnknownEvent) => Promise<void>

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
  /** Moves the recordings of the current session to the earlier ones. */
  readonly shelve: () => void
  /** The current session has this controller. Aborting it ends the opening. */
  aborting: AbortController
  opened: Opened | undefined
  waves: Waves
  uplink: Uplink
  /** Sends over the current connection. `undefined` before the first one. */
  sendRaw: SendRaw | undefined
  /** The recordings of the current session. */
  tape: Tape
  /** The recordings of earlier sessions of this page, newest last. */
  earlier: ReadonlyArray<Tape>
  /** The loudspeaker and the microphone that the user chose. */
  devices: DeviceChoice
}

/** How many earlier sessions are kept. */
const mostEarlier = 3

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
      desk.shelve()
      desk.sendRaw = undefined
      desk.waves = makeWaves()
      desk.uplink = silentUplink
      state.update(() => ({ ...idle, link: { _tag: "Connecting", about } }))
      return desk.aborting
    },
    shelve: () => {
      if (desk.tape.recordings().length > 0) desk.earlier = [...desk.earlier, desk.tape].slice(-mostEarlier)
      desk.tape = makeTape()
    },
    aborting: new AbortController(),
    opened: undefined,
    waves: makeWaves(),
    uplink: silentUplink,
    sendRaw: undefined,
    tape: makeTape(),
    earlier: [],
    devices: devicesFrom(undefined)
  }
  return desk
}
