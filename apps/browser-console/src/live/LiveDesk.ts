/** Holds one Live session at a time, and keeps everything that the page draws in one value. */
import type { Decoded } from "@antiphon/core"
import type * as Live from "@antiphon/core/live"
import { connect, describeEnd, type LivePromiseSession, type LiveState } from "@antiphon/live/promise"
import type { Carriage } from "../link/Carriage.ts"
import { devicesFrom } from "../link/devices.ts"
import { carryInTracks } from "../link/inTracks.ts"
import { inspect } from "../link/inspect.ts"
import { type Input, makeInput } from "../link/makeInput.ts"
import { messageOf } from "../link/problemOf.ts"
import { makeStore, type Store } from "../link/Store.ts"
import type { Target } from "../link/targets.ts"
import type { Link, VoiceState } from "../state/Console.ts"
import type { Settings } from "../state/Settings.ts"
import { makeWaves, type Waves } from "../state/Waves.ts"
import { kept } from "../view/keep.ts"
import { exchangeFor } from "./exchangeFor.ts"
import { appended, type LiveEntry } from "./LiveEntry.ts"

/** Everything that the page draws, except the waves. */
export interface LiveView {
  readonly link: Link
  readonly voice: VoiceState
  /** The state of the session, or `undefined` before the first one. */
  readonly session: LiveState | undefined
  /** The work that the model handed over and that was not answered. */
  readonly work: ReadonlyArray<string>
  readonly events: ReadonlyArray<LiveEntry>
  readonly problem: string | undefined
}

const idle: LiveView = {
  link: { _tag: "Idle" },
  voice: { _tag: "Off" },
  session: undefined,
  work: [],
  events: [],
  problem: undefined
}

/** How to open a session. */
export interface LiveOpening {
  readonly target: Target
  readonly settings: Pick<Settings, "instructions" | "voice">
  readonly model: string
  readonly voice: "microphone" | "sample" | "none"
}

/** The commands of the page. None rejects. Errors are shown in the state. */
export interface LiveDesk {
  readonly state: Store<LiveView>
  readonly waves: () => Waves
  /** Milliseconds on the clock of the waves. */
  readonly now: () => number
  readonly open: (opening: LiveOpening) => Promise<void>
  /** Ends the session in order. */
  readonly close: () => Promise<void>
  /** Opens the microphone. */
  readonly speak: () => Promise<void>
  /** Asks the server to send the model silence in place of the user, or the user again. */
  readonly mute: (isMuted: boolean) => Promise<void>
  /** Gives the model something to say, as the answer to work if there is an id. */
  readonly say: (text: string, workId?: string) => Promise<void>
  /** Removes an ended session from the page. */
  readonly clear: () => void
}

/** Makes the desk of a page. */
export const makeLiveDesk = (): LiveDesk => {
  const state = makeStore(idle)
  let zero = performance.now()
  let waves = makeWaves()
  let opened: { readonly session: LivePromiseSession; readonly carriage: Carriage } | undefined
  const now = (): number => performance.now() - zero
  const patch = (change: Partial<LiveView>): void => state.update((before) => ({ ...before, ...change }))
  const tried = async (command: (session: LivePromiseSession) => Promise<unknown>): Promise<void> => {
    if (opened === undefined) return
    try {
      await command(opened.session)
      patch({ session: opened?.session.state ?? state.get().session })
    } catch (error) {
      patch({ problem: messageOf(error) })
    }
  }
  const input: Input = makeInput({
    to: () => opened,
    onBlock: (samples) => waves.said(samples, now()),
    changed: (voice) => patch({ voice }),
    microphone: () => devicesFrom(kept("devices")).microphone
  })
  const tap = (direction: LiveEntry["direction"], decoded: Decoded<{ readonly type: string }>): void =>
    state.update((before) => ({ ...before, events: appended(before.events, { at: now(), direction, decoded }) }))

  const follow = async (session: LivePromiseSession): Promise<void> => {
    for await (const decoded of session.events()) {
      patch({ session: session.state })
      if (decoded._tag !== "Known") continue
      const { event } = decoded
      if (event.type === "session.delegation.created")
        patch({ work: [...state.get().work, event.delegation.id].slice(-32) })
      if (event.type === "error") patch({ problem: event.error.message })
    }
  }

  const open = async ({ model, settings, target, voice }: LiveOpening): Promise<void> => {
    zero = performance.now()
    waves = makeWaves()
    patch({ ...idle, link: { _tag: "Connecting", about: target.about } })
    const asked = {
      model,
      instructions: settings.instructions,
      audio: { output: { voice: settings.voice } }
    }
    let carriage: Carriage | undefined
    try {
      carriage = await carryInTracks({ waves, now, changed: () => {}, exchange: exchangeFor(target, asked) })
      const transport = inspect<Live.ServerEvent, Live.ClientEvent>(carriage.transport, {
        received: (decoded) => tap("in", decoded),
        sent: (event) => tap("out", { _tag: "Known", event })
      })
      const session = await connect({ url: target.url, transport })
      opened = { session, carriage }
      await carriage.useDevices(devicesFrom(kept("devices"))).catch(() => {})
      patch({ link: { _tag: "Open", about: target.about }, session: session.state })
      void follow(session)
      void session.ended.then(async (end) => {
        opened = undefined
        await Promise.all([carriage?.close(), input.hush()])
        const isFailure = end._tag === "Lost"
        patch({ session: session.state, work: [], link: { _tag: "Ended", why: describeEnd(end), isFailure } })
      })
      if (voice !== "none") await input.speak(voice)
    } catch (error) {
      await carriage?.close()
      patch({ link: { _tag: "Ended", why: messageOf(error), isFailure: true } })
    }
  }

  return {
    state,
    waves: () => waves,
    now,
    open,
    close: async () => void (await opened?.session.close()),
    speak: () => input.speak("microphone"),
    mute: (isMuted) => tried((session) => (isMuted ? session.mute() : session.unmute())),
    say: (text, workId) =>
      tried(async (session) => {
        await session.commentary(text, workId)
        patch({ work: state.get().work.filter((id) => id !== workId) })
      }),
    clear: () => state.update(() => idle)
  }
}
