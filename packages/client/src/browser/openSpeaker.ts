import { type Player, WebPlayer, type WebPlayerOptions } from "@antiphon/audio"
import { asyncDispose } from "@antiphon/core/boundary"
import { checkOptions, isObject, type Rule } from "../boundary/checkOptions.ts"
import { makeListeners } from "../session/makeListeners.ts"
import { traced } from "../boundary/traced.ts"
import { type Device, fromDevice, type SpeakerEvents, speakerEvents } from "./Device.ts"

/** Options of the player and its worklet. See the `WebPlayer` of `@antiphon/audio`. */
export interface SpeakerOptions extends Pick<WebPlayerOptions, "context" | "destination" | "workletUrl"> {
  /** Hz of the model's audio. Defaults to 24 000. G.711 has 8 000. */
  readonly rate?: number
}

/** Plays the model and reports its position to the sample. Pass it to `connect` as `speaker`. */
export interface RealtimeSpeaker extends Pick<Player, "rate" | "queue" | "clear" | "position">, Device<SpeakerEvents> {
  /**
   * Plays a stream as it comes, in place of the last one. `connect` calls it with the track of a call. The server stops that
   * by itself when the user interrupts.
   */
  playStream(stream: MediaStream): void
}

const object: Rule = [isObject, "an object of Web Audio"]
const rules: Readonly<Record<string, Rule>> = {
  rate: [(value) => Number.isFinite(value) && Number(value) > 0, "a number of Hz above 0"],
  context: object,
  destination: object,
  workletUrl: [(value) => value instanceof URL || typeof value === "string", "the address of the worklet"]
}

/**
 * Opens the speaker of the page through an AudioWorklet. An interruption is silent within one render quantum (128
 * frames). Call it from a click. Rejects with `unsupported`, or with `device_failed` if the worklet does not load.
 *
 * @example
 * ```ts
 * await using speaker = await openSpeaker()
 * await using session = await connect({ model: "gpt-realtime", key, speaker })
 * ```
 */
export const openSpeaker: (options?: SpeakerOptions) => Promise<RealtimeSpeaker> = traced(async (options = {}) => {
  checkOptions("openSpeaker", options, rules)
  const { on, dispatch } = makeListeners<SpeakerEvents>(speakerEvents)
  const { rate = 24_000, ...others } = options
  const onChange: WebPlayerOptions["onChange"] = ({ _tag }) =>
    dispatch(_tag === "Suspended" ? "suspended" : "resumed", undefined)
  const made = await WebPlayer.make({ rate, onChange, ...others })
  if (made._tag === "Failure") throw fromDevice(made.failure)
  const { clear, close: closePlayer, position, queue, resume, state } = made.success
  // Not awaited, because it stays pending until the user touches the page.
  resume().catch(() => {})
  let closing: Promise<void> | undefined
  let element: HTMLAudioElement | undefined
  const close = (): Promise<void> => {
    if (element !== undefined) element.srcObject = null
    return (closing ??= closePlayer())
  }
  return {
    rate,
    queue,
    clear,
    position,
    playStream: (stream) => {
      element ??= new Audio()
      element.srcObject = stream
      // Rejects if the browser wants a click first, or if the stream is replaced.
      element.play().catch(() => {})
    },
    on,
    get state() {
      return state()
    },
    resume: async () => {
      await Promise.all([resume(), element?.play()])
    },
    close,
    [asyncDispose]: close
  }
})
