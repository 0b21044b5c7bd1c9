/** Sends the user's voice into a session, from one source at a time, muted or not. */
import { DeviceError, Pcm16 } from "@antiphon/audio"
import type { RealtimeSession } from "@antiphon/client"
import type { VoiceState } from "../state/Console.ts"
import type { Carriage } from "./Carriage.ts"
import { refreshDevices } from "./devices.ts"
import { openMicrophone, openSample, type Voice } from "./voice.ts"

/** The user's voice. */
export interface Input {
  /** Opens a source and closes the one before. A muted one sends silence until it is let through. */
  readonly speak: (kind: Voice["kind"], isMuted?: boolean) => Promise<void>
  /** Resolves once the block that is being captured was handed over, or after 200 ms. */
  readonly blockEnded: () => Promise<void>
  /** The peak of the last block, from 0 to 1. */
  readonly level: () => number
  /** Mutes the open source, or lets it through again. */
  readonly mute: (isMuted: boolean) => void
  /** Closes the source. */
  readonly hush: () => Promise<void>
}

/** How many blocks may wait for the connection, about a minute. Later blocks are not sent. */
const mostWaiting = 1500

/** Makes the input of a console. */
export const makeInput = (options: {
  /** The open session, or `undefined`. */
  readonly to: () => { readonly session: Pick<RealtimeSession, "sendAudio">; readonly carriage: Carriage } | undefined
  /** Runs for every block of 40 ms. */
  readonly onBlock: (samples: Int16Array) => void
  readonly changed: (voice: VoiceState) => void
  /** The id of the microphone. */
  readonly microphone: () => string
}): Input => {
  const { changed, microphone, onBlock, to } = options
  let voice: Voice | undefined
  let turn = 0
  let peak = 0
  let sending = Promise.resolve()
  let onNext: () => void = () => {}

  const hush = async (): Promise<void> => {
    turn += 1
    const closing = voice
    voice = undefined
    changed({ _tag: "Off" })
    await closing?.close()
  }

  return {
    hush,
    level: () => (voice === undefined ? 0 : peak),
    blockEnded: async () => {
      await new Promise<void>((resolve) => {
        onNext = resolve
        setTimeout(resolve, 200)
      })
      await sending
    },
    speak: async (kind, isMuted = false) => {
      await hush()
      const mine = turn
      let isCarried = false
      let waiting = 0
      changed({ _tag: "Opening" })
      const listener = (samples: Int16Array): void => {
        peak = Pcm16.level(samples).peak
        onBlock(samples)
        const open = to()
        if (open === undefined || isCarried || mine !== turn || waiting >= mostWaiting) return
        waiting += 1
        // One after the other. A connection that takes no more ends, and the session reports why.
        sending = sending
          .then(() => open.session.sendAudio(samples))
          .catch(() => {})
          .finally(() => {
            waiting -= 1
          })
        onNext()
      }
      const made = kind === "sample" ? await openSample(listener) : await openMicrophone(listener, microphone())
      if (mine !== turn) return made._tag === "Success" ? made.success.close() : undefined
      if (made._tag === "Failure") return changed({ _tag: "Unavailable", why: whyNot(made.failure) })
      const opened = made.success
      voice = opened
      if (isMuted) opened.mute(true)
      if (kind === "microphone") void refreshDevices()
      if (opened.stream !== undefined) isCarried = (await to()?.carriage.carry(opened.stream)) ?? false
      if (mine !== turn) return
      changed({ _tag: "Live", kind, isMuted })
      if (kind === "microphone") void opened.ended.then(() => (voice === opened ? hush() : undefined))
    },
    mute: (isMuted) => {
      if (voice === undefined) return
      voice.mute(isMuted)
      changed({ _tag: "Live", kind: voice.kind, isMuted })
    }
  }
}

/** The reasons that have a remedy. */
const reasons: Readonly<Partial<Record<DeviceError["reason"], string>>> = {
  Denied: "The browser blocks the microphone for this page. Allow it in the address bar.",
  NotFound: "No microphone was found. Connect one, or choose another one."
}

/** Says why the microphone is unavailable and what to do. */
const whyNot = (failure: DeviceError | Error): string =>
  (failure instanceof DeviceError ? reasons[failure.reason] : undefined) ??
  `The microphone did not open: ${failure.message}.`
