/**
 * The console holds one connection at a time. It sends the user's voice, plays the model, and keeps everything in one value to
 * draw.
 */
import { checkSettings } from "../state/checkSettings.ts"
import { type ConsoleState, idle } from "../state/Console.ts"
import type { Settings } from "../state/Settings.ts"
import { said } from "../state/Uplink.ts"
import { makeWaves, type Waves } from "../state/Waves.ts"
import { makeDesk } from "./Desk.ts"
import { makeInput } from "./makeInput.ts"
import { type Opening, openSession } from "./openSession.ts"
import type { Store } from "./Store.ts"
import { makeToolCalls, type Tried } from "./toolCalls.ts"
import type { Theme } from "./tools.ts"

/** The commands of the page, and the state that it draws. No command rejects. Errors are shown in the state. */
export interface Console {
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
  readonly speak: (kind: Opening["voice"]) => Promise<void>
  /** Mutes the voice, or lets it through again. */
  readonly mute: (isMuted: boolean) => void
  /** Sends a message of the user and requests the answer. */
  readonly sendText: (text: string) => Promise<void>
  /** Ends the user's turn by hand and requests the answer. */
  readonly sendTurn: () => Promise<void>
  /** Stops the model where the user heard it. */
  readonly interrupt: () => Promise<void>
  /** Sends the output of a function call that the page does not know. */
  readonly answerCall: (callId: string, output: string) => Promise<void>
  /** Changes the settings of the open session. Settings that are not valid are not sent. */
  readonly configure: (settings: Settings) => Promise<void>
  /** Hides the problem that is shown. */
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

  const input = makeInput({
    to: () => desk.opened,
    onBlock: (samples) => {
      desk.waves.said(samples, now())
      if (desk.opened !== undefined) desk.uplink = said(desk.uplink, samples)
    },
    changed: (voice) => patch({ voice })
  })

  const calls = makeToolCalls(tried, setTheme)

  const configure = async (settings: Settings): Promise<void> => {
    const checked = checkSettings(settings)
    if (checked._tag === "Invalid") return
    patch({ problem: undefined })
    await tried((session) => session.configure(checked.session))
  }

  const close = async (): Promise<void> => {
    desk.aborting.abort()
    await input.hush()
    await desk.opened?.session.close()
  }

  return {
    state,
    waves: () => desk.waves,
    now,
    open: async (opening) => {
      await close()
      await openSession(desk, { input, calls, configure }, opening)
    },
    close,
    speak: input.speak,
    mute: input.mute,
    sendText: (text) => tried((session) => session.sendText(text)),
    sendTurn: () =>
      tried(async (session) => {
        await session.commit()
        await session.createResponse()
      }),
    interrupt: () => tried((session) => session.interrupt()),
    answerCall: calls.answer,
    configure,
    dismiss: () => patch({ problem: undefined }),
    clear: () => {
      desk.waves = makeWaves()
      state.update(({ link }) => (link._tag === "Ended" ? idle : state.get()))
    }
  }
}
