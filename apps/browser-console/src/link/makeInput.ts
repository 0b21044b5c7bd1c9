/** The user's voice on its way into a session: one at a time, heard or not, drawn as it goes. */
import { DeviceError } from "@antiphon/audio"
import type { RealtimeSession } from "@antiphon/client"
import type { VoiceState } from "../state/Console.ts"
import type { Carriage } from "./carriage.ts"
import { openMicrophone, openSample, type Voice } from "./voice.ts"

export interface Input {
  /** Opens a voice in place of the one before. */
  readonly speak: (kind: Voice["kind"]) => Promise<void>
  readonly mute: (isMuted: boolean) => void
  readonly hush: () => Promise<void>
}

/** Blocks that may wait for the connection: about a minute of them. What comes beyond is not sent. */
const mostWaiting = 1500

export const makeInput = (options: {
  /** Where it goes; undefined where nothing is open. */
  readonly to: () => { readonly session: RealtimeSession; readonly carriage: Carriage } | undefined
  /** Hears of every block, 40 ms each. */
  readonly heard: (samples: Int16Array) => void
  readonly changed: (voice: VoiceState) => void
}): Input => {
  const { changed, heard, to } = options
  let voice: Voice | undefined
  let turn = 0

  const hush = async (): Promise<void> => {
    turn += 1
    const closing = voice
    voice = undefined
    changed({ _tag: "Off" })
    await closing?.close()
  }

  return {
    hush,
    speak: async (kind) => {
      await hush()
      const mine = turn
      let isCarried = false
      let waiting = 0
      let sending = Promise.resolve()
      changed({ _tag: "Opening" })
      const listener = (samples: Int16Array): void => {
        heard(samples)
        const open = to()
        if (open === undefined || isCarried || mine !== turn || waiting >= mostWaiting) return
        waiting += 1
        // One behind the other. A connection that takes no more ends, and the session tells why.
        sending = sending
          .then(() => open.session.sendAudio(samples))
          .catch(() => {})
          .finally(() => {
            waiting -= 1
          })
      }
      const made = kind === "sample" ? await openSample(listener) : await openMicrophone(listener)
      if (mine !== turn) return made._tag === "Success" ? made.success.close() : undefined
      if (made._tag === "Failure") return changed({ _tag: "Unavailable", why: whyNot(made.failure) })
      const opened = made.success
      voice = opened
      if (opened.stream !== undefined) isCarried = (await to()?.carriage.carry(opened.stream)) ?? false
      if (mine !== turn) return
      changed({ _tag: "Live", kind, isMuted: false })
      if (kind === "microphone") void opened.ended.then(() => (voice === opened ? hush() : undefined))
    },
    mute: (isMuted) => {
      if (voice === undefined) return
      voice.mute(isMuted)
      changed({ _tag: "Live", kind: voice.kind, isMuted })
    }
  }
}

const reasons: Readonly<Partial<Record<DeviceError["reason"], string>>> = {
  Denied: "The browser does not let this page use the microphone.",
  NotFound: "No microphone was found."
}

const whyNot = (failure: DeviceError | Error): string =>
  (failure instanceof DeviceError ? reasons[failure.reason] : undefined) ?? `No microphone: ${failure.message}.`
