/** What a server sends in place of `session.started`. It ends the opening at once, and the error says what came. */
import { type Decoded, Protocol, TransportError } from "@antiphon/core"
import type * as Live from "@antiphon/core/live"
import { Disconnected } from "../LiveError.ts"

const wrong = (detail: string): Disconnected =>
  new Disconnected({ error: new TransportError({ reason: new Protocol({ detail }) }) })

/** Returns why a frame ends the opening, or `undefined` if the start may still come. Errors of the server are not asked. */
export const endsOpening = (decoded: Decoded<Live.ServerEvent>): Disconnected | undefined => {
  if (decoded._tag !== "Malformed") {
    return decoded.event.type.startsWith("session.created")
      ? wrong(
          "The server greeted with session.created of the Realtime API. Check the address, or use @antiphon/client."
        )
      : undefined
  }
  const { message, reason, type } = decoded.error
  if (reason === "Invalid" && type !== "session.started") return undefined
  const came = reason === "Invalid" ? "a session.started that cannot be used" : "something that is no event"
  return wrong(
    `The server answered the start with ${came}: ${message}. Check that the address is one of a Live server.`
  )
}
