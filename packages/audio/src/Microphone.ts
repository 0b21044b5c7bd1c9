import { DeviceError } from "./DeviceError.ts"
import { hasWebAudio, loadWorklet, noWebAudio } from "./loadWorklet.ts"
import { fail, type Outcome, succeed } from "./Outcome.ts"
import { captureName, type CaptureSettings } from "./workletMessages.ts"

export interface MicrophoneOptions {
  /** Each block as it is heard: PCM16 mono at `rate`. */
  readonly onSamples: (samples: Int16Array) => void
  /** Hz of the blocks whatever the device gives; 24 000 unless told. */
  readonly rate?: number
  /** Length of a block in ms; 20 unless told. */
  readonly blockMs?: number
  /** What to ask of the device; echo cancellation, noise suppression and gain control unless told. */
  readonly constraints?: MediaTrackConstraints
  /** Hears this stream instead of asking for a device, and leaves it running on close. */
  readonly stream?: MediaStream
  /** Where `@antiphon/audio/worklets/capture.js` is served, if not beside this module. */
  readonly workletUrl?: string | URL
}

/** An open microphone. */
export interface Microphone {
  readonly rate: number
  readonly stream: MediaStream
  /** Silence or sound; blocks keep coming either way. */
  readonly mute: (isMuted: boolean) => void
  /** Resolves when the device is unplugged, its permission withdrawn, or the stream's own tracks stopped. */
  readonly ended: Promise<void>
  /** Lets the device go; no block comes after. */
  readonly close: () => Promise<void>
}

const refusals: Record<string, DeviceError["reason"]> = {
  NotAllowedError: "Denied",
  SecurityError: "Denied",
  NotFoundError: "NotFound",
  OverconstrainedError: "NotFound"
}

const ask = async (constraints: MediaTrackConstraints): Promise<Outcome<MediaStream, DeviceError>> => {
  try {
    return succeed(await navigator.mediaDevices.getUserMedia({ audio: constraints }))
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : "no answer"
    return fail(new DeviceError(refusals[name] ?? "Failed", `the microphone did not open: ${name}`, cause))
  }
}

/** Opens the microphone: 24 kHz mono PCM16 through an AudioWorklet, whatever rate and channels the device has. */
const open = async (options: MicrophoneOptions): Promise<Outcome<Microphone, DeviceError>> => {
  const { rate = 24_000, blockMs = 20, onSamples } = options
  if (!hasWebAudio() || navigator.mediaDevices === undefined) return fail(noWebAudio())
  const asked =
    options.stream === undefined
      ? await ask({ echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...options.constraints })
      : succeed(options.stream)
  if (asked._tag === "Failure") return asked
  const stream = asked.success
  const context = new AudioContext({ latencyHint: "interactive" })
  const release = async () => {
    if (options.stream === undefined) for (const track of stream.getTracks()) track.stop()
    await context.close()
  }
  const settings: CaptureSettings = { rate, blockLength: Math.max(1, Math.round((rate * blockMs) / 1000)) }
  const loaded = await loadWorklet(
    context,
    options.workletUrl ?? new URL("./worklets/capture.js", import.meta.url),
    captureName,
    { numberOfOutputs: 0, processorOptions: settings }
  )
  if (loaded._tag === "Failure") {
    await release()
    return loaded
  }
  const node = loaded.success
  const source = context.createMediaStreamSource(stream)
  node.port.addEventListener("message", ({ data }: MessageEvent<Int16Array>) => onSamples(data))
  node.port.start()
  source.connect(node)
  const ended = new Promise<void>((resolve) => {
    for (const track of stream.getAudioTracks()) track.addEventListener("ended", () => resolve(), { once: true })
  })
  // Not awaited: a browser that wants a click first keeps this pending until there is one.
  context.resume().catch(() => {})
  return succeed({
    rate,
    stream,
    ended,
    mute: (isMuted) => {
      for (const track of stream.getAudioTracks()) track.enabled = !isMuted
    },
    close: async () => {
      source.disconnect()
      node.port.close()
      await release()
    }
  })
}

export const Microphone = { open }
