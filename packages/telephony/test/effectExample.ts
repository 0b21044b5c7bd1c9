import { acceptStream, bridge, callTools, Dialects, type Frame } from "@antiphon/telephony"
import { type Connection, type ClientEvent, type ServerEvent } from "@antiphon/core"
import { Session } from "@antiphon/session"
import * as Effect from "effect/Effect"

/** Answers one stream. The socket is yours. Give its messages to `receive` and its end to `closed`. */
export const answer = (
  socket: { readonly send: (frame: Frame) => void; readonly close: () => void },
  connection: Connection<ServerEvent, ClientEvent>
) =>
  Effect.gen(function* () {
    const { call, closed, receive } = yield* acceptStream({ dialect: Dialects.asterisk(), ...socket })
    const end = Effect.gen(function* () {
      const phoneCall = yield* call
      if (phoneCall === undefined) return undefined
      const { speaker } = phoneCall
      const session = yield* Session.make(connection, { speaker, tools: { tools: callTools(phoneCall) } })
      return yield* bridge(phoneCall, session, { greet: true })
    })
    return { receive, closed, end }
  })
