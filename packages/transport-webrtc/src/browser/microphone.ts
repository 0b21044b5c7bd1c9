import { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import { awaited } from "./effects.ts"
import { messageOf } from "./failures.ts"

/**
 * The audio of the user that is sent. It is a track of the application, constraints for a microphone that is stopped at
 * the end, or nothing.
 */
export type MicrophoneChoice = MediaStreamTrack | MediaTrackConstraints | "none"

/** A track that is sent, and whether it is to be stopped when it no longer is. */
export interface Microphone {
  readonly track: MediaStreamTrack
  readonly isOurs: boolean
}

/** Echo cancellation keeps the model from hearing itself. */
const defaultConstraints: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true
}

/** The track to send. Interrupted while the user is asked, it lets go of a microphone that is allowed later. */
export const openMicrophone = (
  choice: MicrophoneChoice | undefined
): Effect.Effect<Microphone | undefined, TransportError> => {
  if (choice === "none") return Effect.succeed(undefined)
  return isTrack(choice) ? Effect.succeed({ track: choice, isOurs: false }) : ask({ ...defaultConstraints, ...choice })
}

const isTrack = (choice: MediaStreamTrack | MediaTrackConstraints | undefined): choice is MediaStreamTrack =>
  choice !== undefined && "readyState" in choice

const ask = (audio: MediaTrackConstraints): Effect.Effect<Microphone, TransportError> => {
  const devices: MediaDevices | undefined = navigator.mediaDevices
  if (devices === undefined) return refused("insecure", undefined)
  return awaited(
    () => devices.getUserMedia({ audio }),
    (cause) => refused(nameOf(cause), cause),
    (stream) => stream.getTracks().forEach((track) => track.stop())
  ).pipe(
    Effect.flatMap((stream) => {
      const [track] = stream.getAudioTracks()
      return track === undefined ? refused("NotFoundError", stream) : Effect.succeed({ track, isOurs: true })
    })
  )
}

const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : "")

const remedies: Record<string, string> = {
  insecure: "only a page over HTTPS or of this machine gets one",
  NotAllowedError: "the user, or a policy of the page, did not allow it",
  NotFoundError: 'there is none: connect one, or open the call with `microphone: "none"`',
  OverconstrainedError: "none fits the constraints",
  NotReadableError: "another program holds it"
}

const refused = (name: string, cause: unknown): TransportError =>
  TransportError.open({ detail: `no microphone: ${remedies[name] ?? messageOf(cause)}`, cause })
