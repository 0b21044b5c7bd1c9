/** Spans of a session by Effect's tracer. They are an entry of their own, so that a page without a tracer does not load one. */
import * as Effect from "effect/Effect"
import type { Session } from "./Session.ts"

/**
 * The session with a span around each command, from the call to the server's answer, e.g. `Session.sendText`. Audio of the user
 * has none, because it is sent many times per second and has no answer. Texts are left out.
 */
export const traced = <S extends Session>(session: S): S => {
  const within = <A, E>(name: keyof Session, command: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.flatMap(session.state, ({ session: now = {} }) =>
      Effect.withSpan(command, `Session.${name}`, {
        kind: "client",
        attributes: {
          ...("id" in now && now.id != null ? { "gen_ai.conversation.id": now.id } : {}),
          ...("model" in now && now.model != null ? { "gen_ai.request.model": now.model } : {})
        }
      })
    )
  return {
    ...session,
    sendText: (text) => within("sendText", session.sendText(text)),
    commit: within("commit", session.commit),
    clearInput: within("clearInput", session.clearInput),
    createResponse: (params) => within("createResponse", session.createResponse(params)),
    interrupt: within("interrupt", session.interrupt),
    configure: (settings) => within("configure", session.configure(settings)),
    addItem: (item, after) => within("addItem", session.addItem(item, after)),
    deleteItem: (itemId) => within("deleteItem", session.deleteItem(itemId)),
    retrieveItem: (itemId) => within("retrieveItem", session.retrieveItem(itemId))
  }
}
