/**
 * The connections of a session, one after the other, as the client needs them. It passes on every event of both
 * directions, and holds the audio of a call.
 */
import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import type { Speaker } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { isFunction, kindOf, need } from "../boundary/checkOptions.ts"
import { notify } from "../userCode.ts"
import type { EventListener } from "./EventListener.ts"
import { type AudioPath, isCall, makeAudioPath } from "./AudioPath.ts"

type Open = Connection<ServerEvent, ClientEvent>

export interface Wire {
  /** Subscribes to all events and returns a function that unsubscribes. */
  readonly onEvent: (listener: EventListener) => () => void
  /** An attempt to open a connection begins. */
  readonly attempt: Effect.Effect<void>
  /** Called as an attempt to reconnect begins, with how many there were since the last connection. */
  readonly onAttempt: (listener: (attempt: number) => void) => void
  /** Takes the next connection. Returns what the session uses in its place. */
  readonly take: (connection: Open) => Effect.Effect<Open, TransportError>
  readonly callId: () => string | undefined
  readonly audio: AudioPath
}

/** A speaker that can play a stream by itself, as that of `openSpeaker` can. */
interface StreamSpeaker extends Speaker {
  readonly playStream: (stream: MediaStream) => void
}
const playsStreams = (speaker: Speaker | undefined): speaker is StreamSpeaker =>
  speaker !== undefined && "playStream" in speaker && isFunction(speaker.playStream)

export const makeWire = (speaker: Speaker | undefined): Wire => {
  const listeners = new Set<EventListener>()
  const audio = makeAudioPath()
  let callId: string | undefined
  let attempts = 0
  let attempted: ((attempt: number) => void) | undefined

  const tell: EventListener = (direction, event) => {
    for (const listener of listeners) notify("a listener of events", listener, direction, event)
  }

  const take = (connection: Open): Effect.Effect<Open, TransportError> => {
    attempts = 0
    callId = Option.getOrUndefined(connection.callId) ?? callId
    const watched: Open = {
      ...connection,
      incoming: Stream.mapArray(connection.incoming, (batch) => {
        for (const decoded of listeners.size === 0 ? [] : batch)
          tell("received", "event" in decoded ? decoded.event : { type: "malformed", error: decoded.error })
        return batch
      }),
      send: (event) => Effect.map(connection.send(event), () => tell("sent", event))
    }
    if (!isCall(connection)) return Effect.succeed(watched)
    if (!playsStreams(speaker)) return Effect.as(audio.take(connection), watched)
    speaker.playStream(connection.remote)
    // The stream is heard as it is, so its samples are not taken apart.
    const media = Option.map(connection.media, (each) => ({ ...each, incoming: Stream.never }))
    return Effect.as(audio.take(connection), { ...watched, media })
  }

  return {
    onEvent: (listener) => {
      need(isFunction(listener), `onEvent takes a function (direction, event), not ${kindOf(listener)}`)
      const own: EventListener = (...event) => listener(...event)
      listeners.add(own)
      return () => void listeners.delete(own)
    },
    attempt: Effect.sync(() => attempted?.((attempts += 1))),
    onAttempt: (listener) => {
      attempted = listener
    },
    take,
    callId: () => callId,
    audio
  }
}
