import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type Conversation, makeConversation } from "./Conversation.ts"
import { type Gate, makeGate } from "./Gate.ts"
import type { Interruption } from "../Interruption.ts"
import { makeKeptAudio } from "../machine/RetainedAudio.ts"
import { cutShort } from "./leave.ts"
import { type Link, openLink } from "./Link.ts"
import type { Session, SessionOptions } from "../Session.ts"
import type { SessionError } from "../SessionError.ts"
import type { SessionState } from "../state/SessionState.ts"

/** The session of a conversation whose commands go through a gate. `close` ends it. */
export const sessionOf = (conversation: Conversation, gate: Gate, close: Effect.Effect<void>): Session => {
  const { through } = gate
  const sendAudio: Session["sendAudio"] = (samples) =>
    through("sendAudio", (link) =>
      Effect.tap(link.commands.sendAudio(samples), (rest) => (rest.length === 0 ? Effect.void : link.ended))
    ).pipe(Effect.flatMap((rest) => (rest.length === 0 ? Effect.void : sendAudio(rest))))
  return {
    state: Effect.sync(conversation.state),
    changes: conversation.changes,
    events: conversation.events,
    ended: conversation.ended,
    close,
    sendText: (text) => through("sendText", ({ commands }) => commands.sendText(text)),
    sendAudio,
    commit: through("commit", ({ commands }) => commands.commit),
    clearInput: through("clearInput", ({ commands }) => commands.clearInput),
    createResponse: (params) => through("createResponse", ({ commands }) => commands.createResponse(params)),
    configure: (session) => through("configure", ({ commands }) => commands.configure(session)),
    addItem: (item, after) => through("addItem", ({ commands }) => commands.addItem(item, after)),
    deleteItem: (itemId) => through("deleteItem", ({ commands }) => commands.deleteItem(itemId)),
    retrieveItem: (itemId) => through("retrieveItem", ({ commands }) => commands.retrieveItem(itemId)),
    interrupt: Effect.suspend(() => gate.link()?.interrupt ?? silence(conversation)),
    responseEnd: (responseId) =>
      Effect.map(
        Stream.runForEachWhile(conversation.changes, ({ responses }) =>
          Effect.sync(() => (responses.get(responseId)?.status ?? "in_progress") === "in_progress")
        ),
        () => conversation.state().responses.get(responseId)
      )
  }
}

/** Between two connections there is nobody to tell; the next is told no more than was heard of what there was. */
const silence = ({ change, playback, state }: Conversation): Effect.Effect<Interruption> =>
  Effect.suspend(() => {
    const known = state().items
    return Effect.map(playback()?.cut() ?? Effect.void, () => {
      const { delete: deleted, truncate: truncated } = playback()?.plan((itemId) => known.has(itemId)) ?? nothing
      change((next) => [...truncated, ...deleted].reduce(cutShort, next))
      return { truncated, deleted }
    })
  })

const nothing = { delete: [], truncate: [] }

/** A session that is as long as its connection, and the link that carries it. */
export interface OneLink {
  readonly session: Session
  readonly conversation: Conversation
  readonly link: Link
}

export const openSession = Effect.fnUntraced(function* (
  connection: Connection<ServerEvent, ClientEvent>,
  options: SessionOptions,
  from: SessionState
): Effect.fn.Return<OneLink, SessionError, Scope.Scope> {
  const conversation = yield* makeConversation(from)
  const gate = makeGate(deadlineOf(options))
  const link = yield* openLink(connection, {
    ...options,
    conversation,
    kept: makeKeptAudio(0),
    keptMs: 0,
    isEcho: () => false,
    onEnd: (error: TransportError) => {
      gate.end(error)
      conversation.end(error)
    }
  })
  gate.open(link)
  const close = Effect.andThen(connection.close(), Effect.asVoid(conversation.ended))
  return { session: sessionOf(conversation, gate, close), conversation, link }
})

export const deadlineOf = ({ commandTimeout }: SessionOptions): Duration.Duration =>
  Duration.fromInputUnsafe(commandTimeout ?? "10 seconds")
