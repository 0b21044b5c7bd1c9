import { captureUrl } from "../workletUrls.ts"
import { DeviceError } from "./DeviceError.ts"
import { type DeviceChange, type DeviceState, keepRunning } from "./keepRunning.ts"
import { hasWebAudio, loadWorklet, noWebAudio } from "./loadWorklet.ts"
import { fail, type Result, succeed } from "../Result.ts"
import { whyEnded } from "./whyEnded.ts"
import { captureName, type CaptureSettings } from "./workletMessages.ts"

/** A change that the caller did not ask for. The system takes the microphone and returns it, or the microphone ends. */
export type MicrophoneChange =
  | DeviceChange
  /** No more blocks follow. `error.reason` is `Denied`, `NotFound` (unplugged), `WorkletFailed` or `Failed`. */
  | { readonly _tag: "Ended"; readonly error: DeviceError }

export interface MicrophoneOptions {
  /** Called with each block of PCM16 mono at `rate`. */
  readonly onSamples: (samples: Int16Array) => void
  /** Called when the system suspends, resumes or ends it. */
  readonly onChange?: (change: MicrophoneChange) => void
  /** Hz of the blocks, whatever the device gives. Defaults to 24 000. */
  readonly rate?: number
  /** Length of a block in ms. Defaults to 20. */
  readonly blockMs?: number
  /** Constraints for the device. Echo cancellation, noise suppression and gain control default to on. */
  readonly constraints?: MediaTrackConstraints
  /** Captures this stream instead of asking for a device, and leaves it running on close. */
  readonly stream?: MediaStream
  /** Where `@antiphon/audio/worklets/capture.js` is served, if not beside this module. */
  readonly workletUrl?: string | URL
}

/** An open microphone. */
export interface Microphone {
  readonly rate: number
  readonly stream: MediaStream
  /**
   * `suspended` while the system has taken the microphone or the audio of the page, e.g. for a phone call. No blocks
   * come then, or silent ones. The microphone resumes as soon as the browser allows.
   */
  readonly state: () => DeviceState
  /** Asks the browser to run it again. Some browsers require a click. */
  readonly resume: () => Promise<void>
  /** Switches between silence and sound. Blocks keep coming either way. */
  readonly mute: (isMuted: boolean) => void
  /** Resolves when the device is unplugged, its permission is withdrawn, or the tracks of the stream stop. */
  readonly ended: Promise<void>
  /** Releases the device. No block comes after. */
  readonly close: () => Promise<void>
}

const refusals: Record<string, DeviceError["reason"]> = {
  NotAllowedError: "Denied",
  SecurityError: "Denied",
  NotFoundError: "NotFound",
  OverconstrainedError: "NotFound"
}

const ask = async (constraints: MediaTrackConstraints): Promise<Result<MediaStream, DeviceError>> => {
  try {
    return succeed(await navigator.mediaDevices.getUserMedia({ audio: constraints }))
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : "no answer"
    return fail(new DeviceError(refusals[name] ?? "Failed", `the microphone did not open: ${name}`, cause))
  }
}

/**
 * Opens the microphone through an AudioWorklet. Blocks are 24 kHz mono PCM16, whatever rate and channels the device
 * has.
 */
const open = async (options: MicrophoneOptions): Promise<Result<Microphone, DeviceError>> => {
  const { rate = 24_000, blockMs = 20, onChange = () => {}, onSamples } = options
  if (!hasWebAudio() || navigator.mediaDevices === undefined) return fail(noWebAudio())
  const asked =
    options.stream === undefined
      ? await ask({ echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...options.constraints })
      : succeed(options.stream)
  if (asked._tag === "Failure") return asked
  const stream = asked.success
  const context = new AudioContext({ latencyHint: "interactive" })
  const tracks = stream.getAudioTracks()
  const {
    look,
    release: stopKeeping,
    resume,
    state
  } = keepRunning(context, {
    foreign: false,
    onChange,
    hasInput: () => !tracks.some(({ muted }) => muted)
  })
  const listening = new AbortController()
  const release = async () => {
    stopKeeping()
    listening.abort()
    if (options.stream === undefined) for (const track of stream.getTracks()) track.stop()
    await context.close()
  }
  const settings: CaptureSettings = { rate, blockLength: Math.max(1, Math.round((rate * blockMs) / 1000)) }
  const loaded = await loadWorklet(context, options.workletUrl ?? captureUrl(), captureName, {
    numberOfOutputs: 0,
    processorOptions: settings
  })
  if (loaded._tag === "Failure") {
    await release()
    return loaded
  }
  const node = loaded.success
  const source = context.createMediaStreamSource(stream)
  node.port.addEventListener("message", ({ data }: MessageEvent<Int16Array>) => onSamples(data))
  node.port.start()
  source.connect(node)
  const ended = Promise.withResolvers<void>()
  const end = (error: DeviceError): void => {
    if (listening.signal.aborted) return
    onChange({ _tag: "Ended", error })
    ended.resolve()
  }
  const { signal } = listening
  for (const track of tracks) {
    // The system mutes a track. The page disables it.
    for (const name of ["mute", "unmute"]) track.addEventListener(name, look, { signal })
    track.addEventListener("ended", () => void whyEnded(track).then(end), { signal, once: true })
  }
  node.addEventListener("processorerror", () => end(new DeviceError("WorkletFailed", "the capture worklet failed")), {
    signal
  })
  return succeed({
    rate,
    stream,
    ended: ended.promise,
    state,
    resume,
    mute: (isMuted) => {
      for (const track of tracks) track.enabled = !isMuted
    },
    close: async () => {
      source.disconnect()
      node.port.close()
      await release()
    }
  })
}

export const Microphone = { open }
