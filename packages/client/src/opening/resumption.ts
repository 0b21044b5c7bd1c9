/**
 * Coming back to the same session of a gateway. `@antiphon/gateway` gives a token to clients that ask for it, and other servers
 * take no notice. The client sends the conversation again itself, because it knows best what was heard.
 */
import type { ClientEvent, Connection, Endpoint, ServerEvent, TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

type Dialled = Effect.Effect<Connection<ServerEvent, ClientEvent>, TransportError, Scope.Scope>

/** The token of one session. */
export interface Resumption {
  /** What the address of the next connection has in addition. */
  readonly ask: (where: Endpoint.EndpointOptions) => Endpoint.EndpointOptions
  /** Dials. If the gateway does not know the session any more, dials again for a new one. */
  readonly dial: (dialled: Dialled) => Dialled
}

export const makeResumption = (): Resumption => {
  let token: string | undefined

  /** A gateway that does not take the token says so with a status of the client's. */
  const isForgotten = ({ reason }: TransportError): boolean => {
    const status = "status" in reason ? (reason.status ?? 0) : 0
    return token !== undefined && status >= 400 && status < 429
  }

  const watched = (connection: Connection<ServerEvent, ClientEvent>): Connection<ServerEvent, ClientEvent> => ({
    ...connection,
    incoming: Stream.mapArray(connection.incoming, (batch) => {
      for (const decoded of batch)
        if (decoded._tag === "Unknown" && /^antiphon\.(session|move)$/.test(decoded.event.type)) {
          const given = Reflect.get(decoded.event, "resume_token")
          if (typeof given === "string") token = given
        }
      return batch
    })
  })

  return {
    ask: (where) => ({
      ...where,
      query: {
        antiphon: "resume-v1",
        ...(token === undefined ? {} : { antiphon_resume: token, antiphon_replay: "client" })
      }
    }),
    dial: (dialled) =>
      dialled.pipe(
        Effect.catch((error) => {
          if (!isForgotten(error)) return Effect.fail(error)
          token = undefined
          return dialled
        }),
        Effect.map(watched)
      )
  }
}
