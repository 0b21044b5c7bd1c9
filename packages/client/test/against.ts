import { ClientEvent, type Connection, type Handshake, ServerEvent } from "@antiphon/core"
import { listen } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import {
  connect,
  type ConnectOptions,
  type ConversationOptions,
  RealtimeError,
  type RealtimeSession,
  type SidebandOptions
} from "../src/index.ts"

/** A server that sends anything, including what is not an event. */
export type Peer = Connection<ClientEvent, object>

const anything = { decode: ServerEvent.decode, encode: (event: object) => JSON.stringify(event) }

type Options = Partial<ConversationOptions | SidebandOptions>

/** A session with a peer that greets and then does as `peer` says. Its connection closes when that returns. */
export const against = (
  peer: (connection: Peer) => Effect.Effect<unknown, unknown>,
  use: (session: RealtimeSession) => Promise<void>,
  reconnect = false
): Promise<void> => opened(peer, { reconnect }, async (opening) => use(await opening))

/** The same with any options. `wrap` changes each connection of the client. `use` has the opening, which may fail. */
export const opened = (
  peer: (connection: Peer, handshake: Handshake) => Effect.Effect<unknown, unknown>,
  options: Options,
  use: (opening: Promise<RealtimeSession>) => Promise<void>,
  wrap: <A extends object>(connection: A) => A = (connection) => connection
): Promise<void> =>
  Effect.gen(function* () {
    const { listener, transport } = yield* listen<ClientEvent, object>({ incoming: ClientEvent, outgoing: anything })
    const greeting = { type: "session.created", event_id: "event_0", session: { type: "realtime", id: "sess_1" } }
    yield* Effect.forkScoped(
      listener.run((connection, handshake) => Effect.andThen(connection.send(greeting), peer(connection, handshake)))
    )
    const wrapped: typeof transport = { connect: (endpoint) => Effect.map(transport.connect(endpoint), wrap) }
    yield* Effect.promise(async () => {
      const model = "callId" in options ? {} : { model: "gpt-realtime" }
      // The types of the options do not say that one of `model` and `callId` is there.
      const all = { transport: wrapped, key: "ek_any", ...model, ...options } as ConnectOptions
      const opening = connect(all)
      try {
        await use(opening)
      } finally {
        await opening.then(
          (session) => session.close(),
          () => {}
        )
      }
    })
  }).pipe(Effect.scoped, Effect.runPromise)

/** Sends what `answers` gives for each event, and goes on until the client leaves. */
export const replying =
  (answers: (event: ClientEvent) => ReadonlyArray<object>) =>
  (peer: Peer): Effect.Effect<unknown, unknown> =>
    peer.incoming.pipe(
      Stream.runForEach((decoded) =>
        Effect.forEach(decoded._tag === "Known" ? answers(decoded.event) : [], (event) => peer.send(event))
      )
    )

/** The answer to `session.update`, which takes the settings as they are. */
export const updated = (event: ClientEvent): ReadonlyArray<object> =>
  event.type === "session.update" ? [{ type: "session.updated", session: { id: "sess_1", ...event.session } }] : []

/** What a promise of this package fails with. */
export const failure = async (promise: Promise<unknown>): Promise<RealtimeError> => {
  try {
    await promise
  } catch (error) {
    if (error instanceof RealtimeError) return error
    throw error
  }
  throw new Error("it did not fail")
}

export const collect = async <A>(values: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const all: Array<A> = []
  for await (const value of values) all.push(value)
  return all
}
