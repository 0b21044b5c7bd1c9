/** The session of the user, as commands to a shell. The machine decides everything else. */
import { type AppendEvent, appendEvents, sampleRate } from "@antiphon/audio"
import type { TransportError } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Answer, Command } from "../machine/Message.ts"
import type { Session } from "../Session.ts"
import { Disconnected, SessionError } from "../SessionError.ts"
import { inputFormat } from "../state/settings.ts"
import type { Link } from "./Link.ts"
import type { Shell } from "./Shell.ts"

/** What a command succeeds with, by its tag. The machine answers each command with its own. */
const take =
  <T extends Answer["_tag"]>(tag: T) =>
  (answer: Answer): Effect.Effect<Extract<Answer, { readonly _tag: T }>> => {
    const isWanted = (each: Answer): each is Extract<Answer, { readonly _tag: T }> => each._tag === tag
    return isWanted(answer) ? Effect.succeed(answer) : Effect.die(new TypeError(`${answer._tag} in place of ${tag}`))
  }

/** The session that a shell carries. `close` ends it. */
export const sessionOf = (shell: Shell, close: Effect.Effect<void>): Session => {
  /** Gives a command and waits for its answer. */
  const ask = <T extends Answer["_tag"]>(command: Command, tag: T) =>
    Effect.flatMap(
      shell.ask((id) => ({ _tag: "Command", id, command })),
      take(tag)
    )

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
  const sendOver = Effect.fnUntraced(function* (
    link: Link,
    samples: Int16Array
  ): Effect.fn.Return<Int16Array, SessionError> {
    const media = Option.getOrUndefined(link.connection.media)
    const format = inputFormat(shell.machine().session.session)
    const most = sampleRate(format) / 10
    const msFrom = (index: number) => (Math.min(most, samples.length - index * most) * 1000) / sampleRate(format)
    const pieces =
      media === undefined
        ? appendEvents(samples, format, most).map((event, index) => append(link, event, msFrom(index)))
        : [media.send(samples)]
    for (const [index, piece] of pieces.entries()) {
      const sent = yield* Effect.result(piece)
      if (sent._tag === "Success") continue
      if (sent.failure.reason._tag !== "TooLarge") return samples.subarray(index * most)
      return yield* new SessionError({ command: "sendAudio", reason: new Disconnected({ error: sent.failure }) })
    }
    return samples.subarray(samples.length)
  })

  /** What is left over once a connection has ended goes over the next. */
  const sendAudio: Session["sendAudio"] = (samples) => {
    let id = ""
    const asked = shell.ask((each) => ({ _tag: "Command", id: (id = each), command: { _tag: "sendAudio" } }))
    const sent = Effect.gen(function* () {
      yield* asked
      const link = shell.link()
      if (link === undefined) return samples
      const rest = yield* sendOver(link, samples)
      if (rest.length > 0) yield* Deferred.await(link.over)
      return rest
    })
    return Effect.flatMap(
      Effect.ensuring(
        sent,
        Effect.sync(() => shell.apply({ _tag: "AudioDone", id }))
      ),
      (rest) => (rest.length === 0 ? Effect.void : sendAudio(rest))
    )
  }

  /** Cannot fail. Without a connection it stops the speaker alone. */
  const interrupt: Session["interrupt"] = Effect.map(
    Effect.flatMap(Effect.orDie(shell.ask((id) => ({ _tag: "Interrupt", id }))), take("Interrupted")),
    ({ interruption }) => interruption
  )

  return {
    state: Effect.sync(() => shell.machine().session),
    changes: shell.changes,
    events: shell.events,
    ended: shell.ended,
    reconnect: Effect.sync(() => shell.apply({ _tag: "Reconnect" })),
    close,
    sendText: (text) =>
      Effect.map(ask({ _tag: "sendText", text }, "Began"), ({ itemId = "", responseId }) => ({ itemId, responseId })),
    sendAudio,
    commit: Effect.map(ask({ _tag: "commit" }, "Committed"), ({ itemId }) => itemId),
    clearInput: Effect.asVoid(ask({ _tag: "clearInput" }, "Done")),
    createResponse: (params = {}) =>
      Effect.map(ask({ _tag: "createResponse", params }, "Began"), ({ responseId }) => responseId),
    configure: (request) =>
      Effect.map(ask({ _tag: "configure", session: request }, "Configured"), ({ session }) => session),
    addItem: (item, after) => Effect.map(ask({ _tag: "addItem", item, after }, "Item"), ({ item: added }) => added),
    deleteItem: (itemId) => Effect.asVoid(ask({ _tag: "deleteItem", itemId }, "Done")),
    retrieveItem: (itemId) => Effect.map(ask({ _tag: "retrieveItem", itemId }, "Item"), ({ item }) => item),
    interrupt,
    responseEnd: (responseId) =>
      Effect.map(
        Stream.runForEachWhile(shell.changes, ({ responses }) =>
          Effect.sync(() => (responses.get(responseId)?.status ?? "in_progress") === "in_progress")
        ),
        () => shell.machine().session.responses.get(responseId)
      )
  }
}
