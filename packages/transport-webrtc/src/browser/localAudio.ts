/** The audio that is sent, which is the microphone mixed with the samples of {@link Media.send}. */
import type { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import { attempt } from "./failures.ts"
import type { Microphone } from "./microphone.ts"

/** Where the microphone goes in place of the call itself once other sound is sent with it. */
export interface Mixer {
  /** Carries both. */
  readonly output: MediaStreamTrack
  /** Mixes this in from now on, in place of what was before. */
  readonly mix: (microphone: MediaStreamTrack) => void
}

export interface LocalAudio {
  readonly microphone: () => MediaStreamTrack | undefined
  readonly mute: (isMuted: boolean) => void
  /** Sends another microphone from now on, muted as the last one was. It is the caller's to stop. */
  readonly replace: (track: MediaStreamTrack) => Effect.Effect<void, TransportError>
  /** Sends the mixer's output from now on. */
  readonly mixWith: (mixer: Mixer) => Effect.Effect<void, TransportError>
  /** Stops a microphone that was asked for, and leaves another as it was. */
  readonly stop: () => void
}

/** Sends through `sender`, which has the first microphone's track already. */
export const makeLocalAudio = (
  sender: Pick<RTCRtpSender, "replaceTrack">,
  first: Microphone | undefined
): LocalAudio => {
  let microphone = first
  let mixer: Mixer | undefined
  let isMuted = false

  const releaseMicrophone = () => {
    if (microphone?.isOurs === true) microphone.track.stop()
    else if (microphone !== undefined && isMuted) microphone.track.enabled = true
  }
  const carry = (track: MediaStreamTrack) =>
    attempt("the call does not take another track", () => sender.replaceTrack(track))
  return {
    microphone: () => microphone?.track,
    mute: (muted) => {
      isMuted = muted
      if (microphone !== undefined) microphone.track.enabled = !muted
    },
    replace: (track) =>
      Effect.gen(function* () {
        if (isMuted) track.enabled = false
        if (mixer === undefined) yield* carry(track)
        else mixer.mix(track)
        if (microphone?.track !== track) releaseMicrophone()
        microphone = { track, isOurs: false }
      }),
    mixWith: (made) =>
      Effect.gen(function* () {
        if (microphone !== undefined) made.mix(microphone.track)
        yield* carry(made.output)
        mixer = made
      }),
    stop: releaseMicrophone
  }
}
