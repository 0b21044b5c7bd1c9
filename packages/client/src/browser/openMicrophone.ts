import { Microphone, type MicrophoneOptions as DeviceOptions } from "@antiphon/audio"
import { RealtimeError } from "../RealtimeError.ts"
import type { RealtimeSession } from "../RealtimeSession.ts"
import { fromDevice } from "./fromDevice.ts"
import { makePump } from "./makePump.ts"

/** Which device, how it is asked, and where its worklet is served; see the `Microphone` of `@antiphon/audio`. */
export interface MicrophoneOptions extends Pick<DeviceOptions, "blockMs" | "constraints" | "stream" | "workletUrl"> {}

/** A microphone that the session hears. */
export interface RealtimeMicrophone extends AsyncDisposable {
  readonly stream: MediaStream
  /** The session hears silence until it is unmuted. */
  mute(isMuted: boolean): void
  /**
   * Why it was let go; never rejects. Undefined where it was closed here; the end of the session where that came first;
   * `device_failed` where it was unplugged or its permission withdrawn.
   */
  readonly closed: Promise<RealtimeError | undefined>
  /** Lets the device go; the session hears no more of it. */
  close(): Promise<void>
}

/** Blocks that are kept while the session has no connection: about 30 s of them, as the session itself keeps. */
const mostWaiting = 1500

/**
 * Asks for the microphone and has the session hear it, at the rate of the session's input, until it is closed, the session
 * ends or the device goes away. While the session has no connection, the last 30 s wait for the next. Echo cancellation,
 * noise suppression and gain control are on unless `constraints` say otherwise. Rejects with a {@link RealtimeError}:
 * `denied`, `no_device`, `unsupported` (pages need HTTPS) or `device_failed`.
 */
export const openMicrophone = async (
  session: Pick<RealtimeSession, "sendAudio" | "state" | "closed">,
  options: MicrophoneOptions = {}
): Promise<RealtimeMicrophone> => {
  const closed = Promise.withResolvers<RealtimeError | undefined>()
  let isOpen = true

  const stop = (why: RealtimeError | undefined): void => {
    isOpen = false
    closed.resolve(why)
  }
  // A block that finds no connection in time is lost; whether the session has ended, `closed` tells.
  const pump = makePump((samples) => (isOpen ? session.sendAudio(samples) : Promise.resolve()), mostWaiting)
  const onSamples = (samples: Int16Array): void => {
    if (isOpen) pump(samples)
  }

  const opened = await Microphone.open({ ...options, rate: inputRate(session.state.session), onSamples })
  if (opened._tag === "Failure") throw fromDevice(opened.failure)
  const device = opened.success
  void device.ended.then(() => stop(new RealtimeError("device_failed", "the microphone went away")))
  void session.closed.then(stop)
  const released = closed.promise.then(() => device.close())

  const close = (): Promise<void> => {
    stop(undefined)
    return released
  }
  const { mute, stream } = device
  return { stream, mute, closed: closed.promise, close, [Symbol.asyncDispose]: close }
}

/** 24 kHz, or 8 kHz where the session hears G.711. */
const inputRate = (config: RealtimeSession["state"]["session"]): number => {
  const audio = config !== undefined && "audio" in config ? config.audio : undefined
  const format = typeof audio === "object" && audio !== null && "input" in audio ? audio.input?.format : undefined
  return format?.type === "audio/pcmu" || format?.type === "audio/pcma" ? 8_000 : 24_000
}
