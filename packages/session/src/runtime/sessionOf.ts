/** The session of the user, as commands to a shell. The machine decides everything else. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Answer, Command } from "../machine/Message.ts"
import type { Session } from "../Session.ts"
import { sendAudioOf } from "./sendAudio.ts"
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

  /** Cannot fail. Without a connection it stops the speaker alone. */
  const interrupt: Session["interrupt"] = Effect.map(
    Effect.flatMap(Effect.orDie(shell.ask((id) => ({ _tag: "Interrupt", id }))), take("Interrupted")),
    ({ interruption }) => interruption
  )

  return {
    state: Effect.sync(() => shell.machine().session),
    changes: shell.changes,
    changesOf: shell.changesOf,
    events: shell.events,
    ended: shell.ended,
    reconnect: Effect.sync(() => shell.apply({ _tag: "Reconnect" })),
    close,
    sendText: (text) =>
      Effect.map(ask({ _tag: "sendText", text }, "Began"), ({ itemId = "", responseId }) => ({ itemId, responseId })),
    sendAudio: sendAudioOf(shell),
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
        Stream.runForEachWhile(
          shell.changesOf(({ responses }) => responses.get(responseId)?.status ?? "in_progress"),
          (status) => Effect.succeed(status === "in_progress")
        ),
        () => shell.machine().session.responses.get(responseId)
      )
  }
}
