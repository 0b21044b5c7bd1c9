import { Microphone, type MicrophoneChange, type MicrophoneOptions as DeviceOptions, sampleRate } from "@antiphon/audio"
import { inputFormat } from "@antiphon/session"
import { asyncDispose } from "@antiphon/core/boundary"
import { checkedMute, checkOptions, hasMethods, isObject, kindOf, need, type Rule } from "../boundary/checkOptions.ts"
import { makeListeners } from "../session/makeListeners.ts"
import { RealtimeError } from "../RealtimeError.ts"
import { pathOf } from "../session/AudioPath.ts"
import type { RealtimeSession } from "../session/RealtimeSession.ts"
import { traced } from "../boundary/traced.ts"
import { type Device, fromDevice, type MicrophoneEvents, microphoneEvents } from "./Device.ts"
import { makePump } from "./makePump.ts"
import { type OpenDevice, openTrack } from "./openTrack.ts"

/** Options of the device and its worklet. See the `Microphone` of `@antiphon/audio`. */
export interface MicrophoneOptions extends Pick<DeviceOptions, "blockMs" | "constraints" | "stream" | "workletUrl"> {}

/** A microphone whose audio goes to the session. */
export interface RealtimeMicrophone extends Device<MicrophoneEvents> {
  readonly stream: MediaStream
  /** Sends silence until it is unmuted. It is `mute` of the session. */
  mute(isMuted?: boolean): Promise<void>
  /**
   * Uses another microphone from now on, muted as the last one was. Rejects as `openMicrophone` does, and then keeps the
   * last one.
   */
  use(device: Pick<MicrophoneOptions, "constraints" | "stream">): Promise<void>
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
 * the device is removed. In a call of `@antiphon/transport-webrtc`, made with `microphone: "none"`, its track is the
 * user's side of the call. While the session has no connection, the last 30 s wait for the next one, and `dropped`
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
  const path = pathOf(session)
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

  const open = async (chosen: MicrophoneOptions): Promise<OpenDevice> => {
    let isCurrent = true
    const onChange = (change: MicrophoneChange): void => {
      if (!isCurrent) return
      if (change._tag !== "Ended") return dispatch(change._tag === "Suspended" ? "suspended" : "resumed", undefined)
      const { error } = change
      const ended = new RealtimeError("device_failed", error.message, {}, { cause: error })
      dispatch("ended", ended)
      stop(ended)
    }
    const { blockMs, constraints, stream, workletUrl } = { ...options, ...chosen }
    const device = given({ blockMs, constraints, stream, workletUrl })
    const opened =
      path?.isCall() === true
        ? await openTrack(path, device, onChange)
        : await openCapture({ ...device, rate, onChange, onSamples })
    const release = (): Promise<void> => {
      isCurrent = false
      return opened.close()
    }
    return { ...opened, close: release }
  }

  let device = await open(options)
  let isMuted = path?.isMuted() ?? false
  if (isMuted) device.mute(true)
  const onMute = (muted: boolean): void => {
    isMuted = muted
    device.mute(muted)
  }
  const forget = path?.onMute(onMute)
  void session.closed.then(stop)
  const released = closed.promise.then(async () => {
    forget?.()
    await device.close()
  })

  const close = (): Promise<void> => {
    stop(undefined)
    return released
  }
  return {
    get stream() {
      return device.stream
    },
    mute: traced(async (muted = true) => {
      checkedMute(muted)
      return path === undefined ? onMute(muted) : path.mute(muted)
    }),
    use: traced(async (chosen) => {
      checkOptions("use", chosen, rules)
      const next = await open({ ...chosen })
      next.mute(isMuted)
      const last = device
      device = next
      await last.close()
      if (!isOpen) await next.close()
    }),
    on,
    get state() {
      return device.state()
    },
    resume: () => device.resume(),
    closed: closed.promise,
    close,
    [asyncDispose]: close
  }
})

const openCapture = async (options: DeviceOptions): Promise<OpenDevice> => {
  const opened = await Microphone.open(options)
  if (opened._tag === "Failure") throw fromDevice(opened.failure)
  return opened.success
}

/** The options without those that are not given. */
const given = (options: {
  readonly [K in keyof MicrophoneOptions]: MicrophoneOptions[K] | undefined
}): MicrophoneOptions => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
