/** What stands in for a provider on your machine. It is a server of GA, seen through the provider's dialect in reverse. */
import { ClientEvent, type Connection, type Handshake, type ServerEvent } from "@antiphon/core"
import { type Dialect, type Frame, withDialect } from "@antiphon/core/transport"
import type * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

/** A local stand-in for one provider. */
export interface Double {
  readonly name: string
  /** Translates a handshake at the provider's address into one at OpenAI's, for the gate of a server. */
  readonly handshake: (offered: Handshake) => Handshake
  /** Wraps a connection of the provider's clients as one that speaks GA, for a server's session. */
  readonly accept: (
    connection: Connection<Frame, Frame>,
    offered: Handshake
  ) => Effect.Effect<Connection<ClientEvent, ServerEvent>>
}

/** What a double is made of. */
export interface DoubleParts<S> {
  readonly name: string
  /** The path of the provider's sessions. Defaults to OpenAI's. */
  readonly path?: string
  /** The model, if the address has none. */
  readonly model?: string
  /** The dialect of one connection. What comes in are the client's frames, and what goes out are the server's. */
  readonly begin: (offered: Handshake) => Dialect<S>
}

/** Makes a double. */
export const makeDouble = <S>({ begin, model, name, path }: DoubleParts<S>): Double => ({
  name,
  handshake: (offered) => {
    const { "api-key": _key, conversation_id: _id, ...query } = offered.query
    return {
      ...offered,
      path: path !== undefined && offered.path.replace(/\/+$/, "") === path ? "/v1/realtime" : offered.path,
      query: model === undefined || "model" in query || "intent" in query ? query : { ...query, model },
      dialect: "ga",
      key: keyOf(offered)
    }
  },
  accept: (connection, offered) => withDialect<S, ClientEvent, ServerEvent>(connection, begin(offered), ClientEvent)
})

/** Pages of Azure have the key in the address. */
const keyOf = ({ key, query }: Handshake): Handshake["key"] => {
  const queried = query["api-key"]
  return Option.orElse(key, () => Option.map(Option.fromUndefinedOr(queried), (each) => Redacted.make(each)))
}
