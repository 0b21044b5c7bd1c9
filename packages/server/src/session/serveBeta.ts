/** Serves a session in the beta dialect. The machine is the same, and core translates its events. */
import { refuseArgument } from "@antiphon/core/boundary"
import {
  Beta,
  ClientEvent,
  type Connection,
  type Decoded,
  type Handshake,
  type ServerEvent,
  type TransportError
} from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { servedProblem, serveRules } from "../boundary/check.ts"
import type { Engine } from "../engine/Engine.ts"
import { readStrictly } from "../machine/understand.ts"
import { makeOrnaments } from "./betaOrnaments.ts"
import { serve, type ServeOptions } from "./serve.ts"

/** The connection of a client that speaks the beta. */
type Peer = Connection<Beta.ClientEvent, Beta.ServerEvent>

/**
 * Like {@link serve}, over a connection that speaks the beta (protocol section 3): flat sessions, one
 * `conversation.item.created`, `response.audio.delta` and their like. `serve` itself refuses a beta handshake, as OpenAI
 * does since May 2026.
 */
export const serveBeta = (
  connection: Peer,
  handshake?: Handshake,
  options?: ServeOptions
): Effect.Effect<TransportError, never, Engine> => {
  refuseArgument(serveBeta, servedProblem("serveBeta", [connection, handshake, options], serveRules))
  return serve(inGa(connection), handshake && { ...handshake, dialect: "ga" }, options)
}

/** Wraps the connection as one that speaks GA. The server sends from one fiber at a time, so the state needs no lock. */
const inGa = (connection: Peer): Connection<ClientEvent, ServerEvent> => {
  let state = Beta.initial
  const ornaments = makeOrnaments()
  const translateIncoming = (received: Decoded<Beta.ClientEvent>): ReadonlyArray<Decoded<ClientEvent>> => {
    const decoded = readStrictly(Beta.ClientEvent, received)
    if (decoded._tag === "Malformed") return [decoded]
    ornaments.received(decoded.event)
    return Beta.toGa(Beta.initial, decoded.event).events.map(ClientEvent.decodeValue)
  }
  return {
    ...connection,
    incoming: connection.incoming.pipe(Stream.map(translateIncoming), Stream.flattenIterable),
    send: (event) =>
      Effect.suspend(() => {
        const step = Beta.fromGa(state, event)
        state = step.state
        return Effect.forEach(step.events, (each) => connection.send(ornaments.added(each, event)), { discard: true })
      })
  }
}
