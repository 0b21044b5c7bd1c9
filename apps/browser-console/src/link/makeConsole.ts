/**
 * The console holds one connection at a time. It sends the user's voice, plays the model, and keeps everything in one value to
 * draw.
 */
import { checkSettings } from "../state/checkSettings.ts"
import { type ConsoleState, idle, isSounding } from "../state/Console.ts"
import type { Settings } from "../state/Settings.ts"
import { said } from "../state/Uplink.ts"
import { makeWaves, type Waves } from "../state/Waves.ts"
import { type Captioning, makeCaptioning } from "./captions.ts"
import { type Desk, makeDesk, type SendRaw } from "./Desk.ts"
import type { DeviceChoice } from "./devices.ts"
import { makeInput } from "./makeInput.ts"
import { makeTurns, type Turns } from "./makeTurns.ts"
import { type Opening, openSession } from "./openSession.ts"
import { makeSoundPlayer, type SoundPlayer } from "./soundPlayer.ts"
import type { Store } from "./Store.ts"
import type { Tape } from "./tape.ts"
import { makeToolCalls, type Tried } from "./toolCalls.ts"
import type { Theme } from "./tools.ts"

/** The commands of the page, and the state that it draws. No command rejects. Errors are shown in the state. */
export interface Console extends Turns {
  /** Everything that the page draws, except the waves. */
  readonly state: Store<ConsoleState>
  /** The sound of the current session. Read it for each frame, because it is too much for the state. */
  readonly waves: () => Waves
  /** Milliseconds on the clock of the events. */
  readonly now: () => number
  /** Ends the session before and opens another one. */
  readonly open: (opening: Opening) => Promise<void>
  /** Closes the source of the voice and the session, or gives the opening up. */
  readonly close: () => Promise<void>
  /** Opens a source of the voice and closes the one before. */
  readonly speak: (kind: "microphone" | "sample") => Promise<void>
  /** Mutes the voice, or lets it through again. */
  readonly mute: (isMuted: boolean) => void
  /** Sends the output of a function call that the page does not know. */
  readonly answerCall: (callId: string, output: string) => Promise<void>
  /** Changes the settings of the open session. Settings that are not valid are not sent. */
  readonly configure: (settings: Settings) => Promise<void>
  /** Sends one event as it is. Rejects if there is no connection, or if the connection refuses it. */
  readonly sendRaw: SendRaw
  /** Opens another connection at once. */
  readonly reconnectNow: () => Promise<void>
  /** Uses the devices that the user chose, in the open session too. */
  readonly useDevices: (choice: DeviceChoice) => Promise<void>
  /** How loud both sides are now, from 0 to 1. */
  readonly levels: () => { readonly you: number; readonly model: number }
  /** The recordings of this session. */
  readonly tape: () => Tape
  /** The recordings of earlier sessions of this page, newest last. */
  readonly earlier: () => ReadonlyArray<Tape>
  /** Plays recorded sound. */
  readonly player: SoundPlayer
  /** Shows an error. */
  readonly report: (error: unknown) => void
  /** Hides the problem or the notice that is shown. */
  readonly dismiss: () => void
  /** Removes an ended session from the page. */
  readonly clear: () => void
}

/** Makes the console of a page. `setTheme` is what the `set_theme` tool changes. */
export const makeConsole = (setTheme: (theme: Theme) => void): Console => {
  const desk = makeDesk()
  const { now, patch, state } = desk

  const tried: Tried = async (command) => {
    if (desk.opened === undefined) return
    try {
      await command(desk.opened.session)
    } catch (error) {
      desk.report(error)
    }
  }

  const captioning = captionsOf(desk)

  const input = makeInput({
    to: () => desk.opened,
    onBlock: (samples) => {
      desk.waves.said(samples, now())
      captioning.said(samples)
      if (desk.opened !== undefined) desk.uplink = said(desk.uplink, samples)
    },
    changed: (voice) => patch({ voice }),
    microphone: () => desk.devices.microphone
  })

  const calls = makeToolCalls(tried, setTheme)

  const configure = async (settings: Settings): Promise<void> => {
    const checked = checkSettings(settings)
    if (checked._tag === "Invalid") return
    patch({ problem: undefined })
    await tried(async (session) => {
      await session.configure(checked.session)
      patch({ applied: settings })
    })
  }

  const player = makeSoundPlayer(() => desk.devices)

  const close = async (): Promise<void> => {
    player.stop()
    const { opened } = desk
    // The server learns what was heard, so that the transcript ends where the sound did.
    if (opened !== undefined && isSounding(state.get())) {
      await Promise.race([opened.session.interrupt().catch(() => {}), pause(400)])
    }
    desk.aborting.abort()
    await input.hush()
    await opened?.session.close()
  }

  return {
    state,
    waves: () => desk.waves,
    now,
    open: async (opening) => {
      await close()
      captioning.reset()
      await openSession(desk, { input, calls, captioning, configure }, opening)
    },
    close,
    speak: input.speak,
    mute: input.mute,
    ...makeTurns(tried, input, state.get, captioning.hold),
    answerCall: calls.answer,
    configure,
    sendRaw: async (event) => {
      if (desk.sendRaw === undefined || desk.opened === undefined)
        throw new Error("There is no connection. Connect first.")
      await desk.sendRaw(event)
    },
    reconnectNow: () => tried((session) => session.reconnectNow()),
    useDevices: async (choice) => {
      const { voice } = state.get()
      const isOther = choice.microphone !== desk.devices.microphone
      desk.devices = choice
      await desk.opened?.carriage.useDevices(choice).catch(desk.report)
      if (isOther && voice._tag === "Live" && voice.kind === "microphone")
        await input.speak("microphone", voice.isMuted)
    },
    levels: () => ({ you: input.level(), model: desk.opened?.carriage.level() ?? 0 }),
    tape: () => desk.tape,
    earlier: () => desk.earlier,
    player,
    report: desk.report,
    dismiss: () => patch({ problem: undefined, notice: undefined }),
    clear: () => {
      desk.shelve()
      desk.waves = makeWaves()
      state.update(({ link }) => (link._tag === "Ended" ? idle : state.get()))
    }
  }
}

/** The captions of a desk. */
const captionsOf = (desk: Desk): Captioning =>
  makeCaptioning({
    isOn: () => desk.devices.captions,
    changed: (captions) => desk.patch({ captions }),
    failed: (notice) => desk.patch({ notice })
  })

/** Waits some ms. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
