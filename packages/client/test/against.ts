import { ClientEvent, type Connection, ServerEvent } from "@antiphon/core"
import { listen } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import { connect, RealtimeError, type RealtimeSession } from "../src/index.ts"

/** A server that sends anything, including what is not an event. */
export type Peer = Connection<ClientEvent, object>

const anything = { decode: ServerEvent.decode, encode: (event: object) => JSON.stringify(event) }

/** A session with a peer that greets and then does as `peer` says. Its connection closes when that returns. */
export const against = (
  peer: (connection: Peer) => Effect.Effect<unknown, unknown>,
  use: (session: RealtimeSession) => Promise<void>,
  reconnect = false
): Promise<void> =>
  Effect.gen(function* () {
    const { listener, transport } = yield* listen<ClientEvent, object>({ incoming: ClientEvent, outgoing: anything })
    const greeting = { type: "session.created", event_id: "event_0", session: { type: "realtime", id: "sess_1" } }
    yield* Effect.forkScoped(listener.run((connection) => Effect.andThen(connection.send(greeting), peer(connection))))
    yield* Effect.promise(async () => {
      await using session = await connect({ transport, model: "gpt-realtime", key: "ek_any", reconnect })
      await use(session)
    })
  }).pipe(Effect.scoped, Effect.runPromise)

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
