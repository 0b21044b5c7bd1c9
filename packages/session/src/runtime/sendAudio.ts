/**
 * The user's audio on its way to the connection. It is sent many times a second, and mostly at once, so it is a chain of
 * plain calls that waits only if the connection is full or gone.
 */
import { type AppendEvent, appendEvents, sampleRate } from "@antiphon/audio"
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

/** `sendAudio` of the session that a shell carries. */
export const sendAudioOf = (shell: Shell): Session["sendAudio"] => {
  /** Sends one piece of audio as an event. The machine has it in its books before anything else happens on the connection. */
  const append = (link: Link, event: AppendEvent, ms: number): Effect.Effect<void, TransportError> =>
    Effect.callback((resume) => {
      link.outbox.offer(event, false, (exit) => {
        const isHere = shell.link() === link
        if (Exit.isSuccess(exit) && isHere) shell.apply({ _tag: "AudioSent", audio: event.audio, ms })
        resume(isHere ? exit : Effect.flatMap(Deferred.await(link.over), Effect.fail))
      })
    })

  /** Sends samples over one connection, in events of at most 100 ms or in its tracks. Returns what the connection did not take. */
  const sendOver = (link: Link, samples: Int16Array): Effect.Effect<Int16Array, SessionError> => {
    const media = Option.getOrUndefined(link.connection.media)
    const format = inputFormat(shell.machine().session.session)
    const rate = sampleRate(format)
    const most = rate / 10
    const msFrom = (index: number) => (Math.min(most, samples.length - index * most) * 1000) / rate
    const pieces =
      media === undefined
        ? appendEvents(samples, format, most).map((event, index) => append(link, event, msFrom(index)))
        : [media.send(samples)]
    const sendFrom = (index: number): Effect.Effect<Int16Array, SessionError> => {
      const piece = pieces[index]
      if (piece === undefined) return Effect.succeed(nothing)
      return Effect.matchEffect(piece, {
        onSuccess: () => sendFrom(index + 1),
        onFailure: (error) =>
          error.reason._tag === "TooLarge"
            ? Effect.fail(new SessionError({ command: "sendAudio", reason: new Disconnected({ error }) }))
            : Effect.succeed(samples.subarray(index * most))
      })
    }
    return sendFrom(0)
  }

  /** Sends samples over the connection that there is. Returns what it did not take, once it has ended. */
  const sendNow = (samples: Int16Array): Effect.Effect<Int16Array, SessionError> => {
    const link = shell.link()
    if (link === undefined) return Effect.succeed(samples)
    return Effect.flatMap(sendOver(link, samples), (rest) =>
      rest.length === 0 ? Effect.succeed(rest) : Effect.as(Deferred.await(link.over), rest)
    )
  }

  /** What is left over once a connection has ended goes over the next. */
  const sendAudio: Session["sendAudio"] = (samples) => {
    let id = ""
    const asked = shell.ask((each) => ({ _tag: "Command", id: (id = each), command: { _tag: "sendAudio" } }))
    const sent = Effect.flatMap(asked, () => sendNow(samples))
    const over = Effect.onExit(sent, () => Effect.sync(() => shell.apply({ _tag: "AudioDone", id })))
    return Effect.flatMap(over, (rest) => (rest.length === 0 ? Effect.void : sendAudio(rest)))
  }
  return sendAudio
}

const nothing = new Int16Array(0)
