/** What the tests of the dialling side share. */
import { ClientEvent, Closed, type Connection, Endpoint, ServerEvent, TransportError } from "@antiphon/core"
import { type ClientOptions, make } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { WebSocket } from "ws"
import { plainServer } from "./plain.ts"

/** A conversation with what listens on a port of loopback. */
export const conversation = (
  port: number,
  options: Partial<Parameters<typeof Endpoint.conversation>[0]> = {}
): ReturnType<typeof Endpoint.conversation> =>
  Endpoint.conversation({ base: `ws://127.0.0.1:${port}/v1`, model: "m", ...options })

type Dialled = Effect.Effect<Connection<ServerEvent, ClientEvent>, TransportError, Scope.Scope>

/** Connects to a port with the Node client. */
export const dial = (port: number, options: ClientOptions = {}): Dialled => make(options).connect(conversation(port))

/** Connects to a plain `ws` server that does this with each connection. */
export const dialPlain = (onConnection: (ws: WebSocket) => void, options: ClientOptions = {}): Dialled =>
  Effect.gen(function* () {
    const { port, server } = yield* plainServer()
    server.on("connection", onConnection)
    return yield* dial(port, options)
  })

export const closedBy = (by: "local" | "remote", code: number, reason = ""): TransportError =>
  new TransportError({ reason: new Closed({ code, reason, by }) })

export const clear: ClientEvent = ClientEvent.make("input_audio_buffer.clear", {})

/** A frame of about 200 bytes that holds a text. */
export const textDelta = (delta: string): ServerEvent =>
  ServerEvent.make("response.output_text.delta", {
    event_id: "event_1",
    response_id: "resp_1",
    item_id: "item_1",
    output_index: 0,
    content_index: 0,
    delta
  })
