/** The user's voice, from the microphone or from the sample recording. */
import { type DeviceError, Microphone, pcm24k, Resampler, type Result, Wav } from "@antiphon/audio"
import workletUrl from "@antiphon/audio/worklets/capture.js?url"
import sampleUrl from "../../../terminal/assets/user-turn.wav?url"

/** An open source of audio. `close` releases it. */
export interface Voice {
  readonly kind: "microphone" | "sample"
  /** The stream of the device. `undefined` for a recording. */
  readonly stream: MediaStream | undefined
  /** A muted source gives silence. */
  readonly mute: (isMuted: boolean) => void
  /** Resolves when the device is gone or the recording is over. */
  readonly ended: Promise<void>
  /** Releases the device. Safe to call twice. */
  readonly close: () => Promise<void>
}

/** The length of a block of both sources, in ms. */
const blockMs = 40

/** Receives the user's audio as 24 kHz mono, 40 ms at a time. */
type Listener = (samples: Int16Array) => void

/** Opens a microphone by its id. An empty id is the default of the system. */
export const openMicrophone = async (listener: Listener, deviceId: string): Promise<Result<Voice, DeviceError>> => {
  const constraints = deviceId === "" ? {} : { deviceId: { exact: deviceId } }
  const opened = await Microphone.open({ onSamples: listener, blockMs, workletUrl, constraints })
  if (opened._tag === "Failure") return opened
  const { close, ended, mute, stream } = opened.success
  return { _tag: "Success", success: { kind: "microphone", stream, mute, ended, close } }
}

/** Plays the sample recording once in real time, and then silence, as a microphone would. */
export const openSample = async (listener: Listener): Promise<Result<Voice, Error>> => {
  const file = await fetch(sampleUrl)
  const read = Wav.read(new Uint8Array(await file.arrayBuffer()))
  if (read._tag === "Failure") return read
  const { channels, sampleRate } = read.success
  const samples = Resampler.make({ from: sampleRate, to: pcm24k.rate }).process(channels[0])
  const length = (pcm24k.rate * blockMs) / 1000
  const silence = new Int16Array(length)
  const ended = Promise.withResolvers<void>()
  const began = performance.now()
  let blocks = 0
  let isMuted = false
  const speak = (): void => {
    for (; blocks * blockMs < performance.now() - began; blocks += 1) {
      const block = samples.slice(blocks * length, (blocks + 1) * length)
      listener(block.length < length || isMuted ? silence : block)
      if ((blocks + 1) * length >= samples.length) ended.resolve()
    }
  }
  const timer = setInterval(speak, blockMs)
  return {
    _tag: "Success",
    success: {
      kind: "sample",
      stream: undefined,
      mute: (muted) => {
        isMuted = muted
      },
      ended: ended.promise,
      close: async () => clearInterval(timer)
    }
  }
}
