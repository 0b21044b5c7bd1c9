/**
 * How the user's audio reaches the server. In a call it is a track of the connection. Otherwise the microphones of the page
 * send it in events. Both are muted and given another microphone in the same way.
 */
import type { Connection, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"

/** The parts of a call of `@antiphon/transport-webrtc` that are used. */
export interface TrackCall {
  readonly remote: MediaStream
  readonly mute: Effect.Effect<void>
  readonly unmute: Effect.Effect<void>
  readonly replaceMicrophone: (track: MediaStreamTrack) => Effect.Effect<void, TransportError>
}

export const isCall = <In, Out>(connection: Connection<In, Out>): connection is Connection<In, Out> & TrackCall =>
  "replaceMicrophone" in connection && "remote" in connection

export interface AudioPath {
  /** Whether the connection is a call. */
  readonly isCall: () => boolean
  /** Takes the call that the session is on now, with the microphone and the mute of the last. */
  readonly take: (call: TrackCall) => Effect.Effect<void, TransportError>
  /** Sends this track in the call, and in each later one until the function that it returns is called. */
  readonly send: (track: MediaStreamTrack) => Effect.Effect<() => void, TransportError>
  readonly mute: (isMuted: boolean) => void
  readonly isMuted: () => boolean
  /** Called with each mute, until the function that it returns is called. */
  readonly onMute: (listener: (isMuted: boolean) => void) => () => void
}

export const makeAudioPath = (): AudioPath => {
  const listeners = new Set<(isMuted: boolean) => void>()
  let call: TrackCall | undefined
  let track: MediaStreamTrack | undefined
  let isMuted = false

  const apply = Effect.suspend(() => {
    if (call === undefined) return Effect.void
    return isMuted ? call.mute : call.unmute
  })

  return {
    isCall: () => call !== undefined,
    take: (next) =>
      Effect.suspend(() => {
        call = next
        const sending = track === undefined ? Effect.void : next.replaceMicrophone(track)
        return isMuted ? Effect.andThen(sending, next.mute) : sending
      }),
    send: (next) =>
      Effect.suspend(() => {
        track = next
        const stop = () => {
          if (track === next) track = undefined
        }
        return Effect.as(call?.replaceMicrophone(next) ?? Effect.void, stop)
      }),
    mute: (muted) => {
      isMuted = muted
      Effect.runSync(apply)
      for (const listener of listeners) listener(muted)
    },
    isMuted: () => isMuted,
    onMute: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    }
  }
}

const paths = new WeakMap<object, AudioPath>()

/** Remembers the path of a session for the devices. */
export const keepPath = (session: object, path: AudioPath): void => void paths.set(session, path)

/** The path of a session, or `undefined` if it is not one of `connect`. */
export const pathOf = (session: object): AudioPath | undefined => paths.get(session)
