import { Microphone, type MicrophoneChange, type MicrophoneOptions as DeviceOptions, sampleRate } from "@antiphon/audio"
import { inputFormat } from "@antiphon/session"
import { checkOptions, hasMethods, isObject, kindOf, need, type Rule } from "../boundary/checkOptions.ts"
import { makeListeners } from "../session/makeListeners.ts"
import { RealtimeError } from "../RealtimeError.ts"
import type { RealtimeSession } from "../session/RealtimeSession.ts"
import { traced } from "../boundary/traced.ts"
import { type Device, fromDevice, type MicrophoneEvents, microphoneEvents } from "./Device.ts"
import { makePump } from "./makePump.ts"

/** Options of the device and its worklet. See the `Microphone` of `@antiphon/audio`. */
export interface MicrophoneOptions extends Pick<DeviceOptions, "blockMs" | "constraints" | "stream" | "workletUrl"> {}

/** A microphone whose audio goes to the session. */
export interface RealtimeMicrophone extends Device<MicrophoneEvents> {
  readonly stream: MediaStream
  /** Sends silence until it is unmuted. */
  mute(isMuted: boolean): void
  /**
   * Resolves when the device is released, and never rejects. The value is `undefined` if it was closed here. It is the
   * end of the session if that came first, and `device_failed` if the device was unplugged or failed, or its permission
   * was withdrawn.
   */
  readonly closed: Promise<RealtimeError | undefined>
  /** Releases the device. Nothing more is sent. */
  close(): Promise<void>
}

/** How many blocks are kept while the session has no connection. They hold about 30 s, as the session itself keeps. */
const mostWaiting = 1500

const rules: Readonly<Record<string, Rule>> = {
  blockMs: [(value) => Number.isFinite(value) && Number(value) > 0, "a number of ms above 0"],
  constraints: [isObject, "MediaTrackConstraints"],
  stream: [hasMethods("getAudioTracks"), "a MediaStream"],
  workletUrl: [(value) => value instanceof URL || typeof value === "string", "the address of the worklet"]
}

/**
 * Opens the microphone and sends its audio, at the rate of the session's input, until it is closed, the session ends or
 * the device is removed. While the session has no connection, the last 30 s wait for the next one, and `dropped`
 * reports what was lost before. Echo cancellation, noise suppression and gain control are on unless `constraints` turn
 * them off. Rejects with `denied`, `no_device`, `unsupported` (pages need HTTPS) or `device_failed`.
 *
 * @example
 * ```ts
 * await using microphone = await openMicrophone(session)
 * microphone.on("ended", ({ message }) => console.log(message))
 * ```
 */
export const openMicrophone: (
  session: Pick<RealtimeSession, "sendAudio" | "state" | "closed">,
  options?: MicrophoneOptions
) => Promise<RealtimeMicrophone> = traced(async (session, options = {}) => {
  need(
    hasMethods("sendAudio")(session) && isObject(session.state),
    `openMicrophone takes the session that connect() gives, not ${kindOf(session)}`
  )
  checkOptions("openMicrophone", options, rules)
  const { on, dispatch } = makeListeners<MicrophoneEvents>(microphoneEvents)
  const closed = Promise.withResolvers<RealtimeError | undefined>()
  let isOpen = true

  const stop = (why: RealtimeError | undefined): void => {
    isOpen = false
    closed.resolve(why)
  }
  const rate = sampleRate(inputFormat(session.state.session))
  // A block that finds no connection in time is lost. `closed` resolves if the session has ended.
  const pump = makePump(
    (samples) => (isOpen ? session.sendAudio(samples) : Promise.resolve()),
    mostWaiting,
    ({ length }, error) => {
      if (isOpen) dispatch("dropped", { ms: (length * 1000) / rate, error })
    }
  )
  const onSamples = (samples: Int16Array): void => {
    if (isOpen) pump(samples)
  }

  const onChange = (change: MicrophoneChange): void => {
    if (change._tag !== "Ended") return dispatch(change._tag === "Suspended" ? "suspended" : "resumed", undefined)
    const { error } = change
    const ended = new RealtimeError("device_failed", error.message, {}, { cause: error })
    dispatch("ended", ended)
    stop(ended)
  }

  const opened = await Microphone.open({ ...options, rate, onChange, onSamples })
  if (opened._tag === "Failure") throw fromDevice(opened.failure)
  const device = opened.success
  void session.closed.then(stop)
  const released = closed.promise.then(() => device.close())

  const close = (): Promise<void> => {
    stop(undefined)
    return released
  }
  const { mute, resume, state, stream } = device
  return {
    stream,
    mute,
    on,
    get state() {
      return state()
    },
    resume,
    closed: closed.promise,
    close,
    [Symbol.asyncDispose]: close
  }
})
