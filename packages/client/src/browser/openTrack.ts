/** A microphone whose track goes into a call. */
import { DeviceError, type Microphone, type MicrophoneChange, type MicrophoneOptions } from "@antiphon/audio"
import * as Effect from "effect/Effect"
import { fromTransport } from "../RealtimeError.ts"
import type { AudioPath } from "../session/AudioPath.ts"
import { deviceReasons, fromDevice } from "./Device.ts"

/** The parts of an open device that are used. */
export type OpenDevice = Pick<Microphone, "stream" | "state" | "resume" | "mute" | "close">

/** Sends the track of a microphone in the call, and in each later one. Rejects as a device does. */
export const openTrack = async (
  path: AudioPath,
  { constraints, stream: given }: Pick<MicrophoneOptions, "constraints" | "stream">,
  onChange: (change: MicrophoneChange) => void
): Promise<OpenDevice> => {
  const stream = given ?? (await ask(constraints))
  const [track] = stream.getAudioTracks()
  if (track === undefined) throw fromDevice(new DeviceError("NotFound", "the stream has no track of audio"))
  const listening = new AbortController()
  const { signal } = listening
  track.addEventListener("mute", () => onChange({ _tag: "Suspended" }), { signal })
  track.addEventListener("unmute", () => onChange({ _tag: "Resumed" }), { signal })
  const ended = (): void =>
    onChange({
      _tag: "Ended",
      error: new DeviceError("Failed", "the microphone was stopped by the page or the system")
    })
  track.addEventListener("ended", ended, { signal, once: true })
  const release = async (): Promise<void> => {
    listening.abort()
    if (given === undefined) track.stop()
  }
  const sent = await Effect.runPromise(Effect.result(path.send(track)))
  if (sent._tag === "Failure") {
    await release()
    throw fromTransport(sent.failure)
  }
  return {
    stream,
    state: () => (track.muted ? "suspended" : "running"),
    resume: async () => {},
    mute: (isMuted) => {
      track.enabled = !isMuted
    },
    close: () => {
      sent.success()
      return release()
    }
  }
}

const ask = async (constraints: MediaTrackConstraints = {}): Promise<MediaStream> => {
  const page: Partial<Pick<Navigator, "mediaDevices">> = navigator
  if (page.mediaDevices === undefined) {
    throw fromDevice(new DeviceError("Unsupported", "this page has no microphone: only pages over HTTPS have one"))
  }
  const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...constraints }
  try {
    return await page.mediaDevices.getUserMedia({ audio })
  } catch (cause) {
    const name = cause instanceof Error ? cause.name : "no answer"
    throw fromDevice(new DeviceError(deviceReasons[name] ?? "Failed", `the microphone did not open: ${name}`, cause))
  }
}
