/**
 * The user's audio on its way to the connection. It is sent many times a second, and mostly at once, so it is a chain of
 * plain calls that waits only if the connection is full or gone.
 */
import { appendEvents, type AudioFormat, sampleRate } from "@antiphon/audio"
import type { TransportError } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type { Session } from "../Session.ts"
import { Disconnected, SessionError } from "../SessionError.ts"
import { inputFormat } from "../state/settings.ts"
import type { Link } from "./Link.ts"
import type { Shell } from "./Shell.ts"

/** One command to send audio over one connection. */
interface Sending {
  readonly link: Link
  readonly format: AudioFormat
  readonly command: { id: string | undefined }
}

/** `sendAudio` of the session that a shell carries. */
export const sendAudioOf = (shell: Shell): Session["sendAudio"] => {
  /**
   * Sends one piece of audio as an event. The machine has it in its books before anything else happens on the connection.
   * With the last piece it learns that the command is over.
   */
  const append = ({ command, format, link }: Sending, piece: Int16Array, isLast: boolean) =>
    Effect.callback<void, TransportError>((resume) => {
      const ms = (piece.length * 1000) / sampleRate(format)
      for (const event of appendEvents(piece, format, piece.length)) {
        link.outbox.offer(event, false, (exit) => {
          const isHere = shell.link() === link
          if (Exit.isSuccess(exit) && isHere) {
            const done = isLast ? command.id : undefined
            if (isLast) command.id = undefined
            shell.apply({ _tag: "AudioSent", audio: event.audio, ms, done })
          }
          resume(isHere ? exit : Effect.flatMap(Deferred.await(link.over), Effect.fail))
        })
      }
    })

  /** Sends samples in events of at most 100 ms. Returns what the connection did not take. */
  const sendEvents = (sending: Sending, samples: Int16Array): Effect.Effect<Int16Array, SessionError> => {
    if (samples.length === 0) return Effect.succeed(samples)
    const most = sampleRate(sending.format) / 10
    const sent = append(sending, samples.subarray(0, most), samples.length <= most)
    return unlessLost(sent, samples, () => sendEvents(sending, samples.subarray(most)))
  }

  /** Sends samples over the connection that there is. Returns what it did not take, once it has ended. */
  const send = (samples: Int16Array, command: Sending["command"]): Effect.Effect<Int16Array, SessionError> => {
    const link = shell.link()
    if (link === undefined) return Effect.succeed(samples)
    const media = Option.getOrUndefined(link.connection.media)
    const sent =
      media === undefined
        ? sendEvents({ link, format: inputFormat(shell.machine().session.session), command }, samples)
        : unlessLost(media.send(samples), samples, () => Effect.succeed(samples.subarray(samples.length)))
    return Effect.flatMap(sent, (rest) =>
      rest.length === 0 ? Effect.succeed(rest) : Effect.as(Deferred.await(link.over), rest)
    )
  }

  /** What is left over once a connection has ended goes over the next. */
  const sendAudio: Session["sendAudio"] = (samples) => {
    const command: Sending["command"] = { id: undefined }
    const asked = shell.ask((id) => ({ _tag: "Command", id: (command.id = id), command: { _tag: "sendAudio" } }))
    const sent = Effect.flatMap(asked, () => send(samples, command))
    const over = Effect.onExit(sent, () =>
      Effect.sync(() => {
        if (command.id !== undefined) shell.apply({ _tag: "AudioDone", id: command.id })
      })
    )
    return Effect.flatMap(over, (rest) => (rest.length === 0 ? Effect.void : sendAudio(rest)))
  }
  return sendAudio
}

/** Goes on with `next` if samples were sent. Returns them if the connection was lost. Fails if they were too large for it. */
const unlessLost = (
  sent: Effect.Effect<void, TransportError>,
  samples: Int16Array,
  next: () => Effect.Effect<Int16Array, SessionError>
): Effect.Effect<Int16Array, SessionError> =>
  Effect.matchEffect(sent, {
    onSuccess: next,
    onFailure: (error) =>
      error.reason._tag === "TooLarge"
        ? Effect.fail(new SessionError({ command: "sendAudio", reason: new Disconnected({ error }) }))
        : Effect.succeed(samples)
  })
