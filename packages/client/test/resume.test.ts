import { ClientEvent, Open, ServerEvent, TransportError } from "@antiphon/core"
import { listen } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { connect } from "../src/index.ts"
import { against, type Peer } from "./against.ts"

it("a new session gets the credentials of remote tools, which no server sends back", () => {
  const said: Array<Array<ClientEvent>> = []
  const told = Promise.withResolvers<void>()
  const peer = (connection: Peer) => {
    const mine: Array<ClientEvent> = []
    said.push(mine)
    return connection.incoming.pipe(
      Stream.runForEach((decoded) => {
        if (decoded._tag !== "Known") return Effect.void
        const { event } = decoded
        if (event.type !== "session.update") return said.length === 1 ? connection.close(1012) : Effect.void
        mine.push(event)
        if (said.length === 2) told.resolve()
        const tools = [{ type: "mcp", server_label: "library", server_url: "https://mcp.example" }]
        const session = { type: "realtime", id: "sess_1", tools }
        return connection.send({ type: "session.updated", event_id: `event_${mine.length}`, session })
      })
    )
  }
  return against(
    peer,
    async (session) => {
      const tools = [
        { type: "mcp", server_label: "library", server_url: "https://mcp.example", authorization: "secret" }
      ] as const
      await session.configure({ type: "realtime", tools })
      await session.sendAudio(new Int16Array(2400))
      await told.promise
      const [, again] = said
      assert.deepStrictEqual(
        again?.map((event) => ("session" in event && "tools" in event.session ? event.session.tools : [])),
        [[...tools]]
      )
    },
    true
  )
})

it("a session whose patience is over ends, and says why it could not come back", () =>
  Effect.gen(function* () {
    const { listener, transport } = yield* listen<ClientEvent, ServerEvent>({
      incoming: ClientEvent,
      outgoing: ServerEvent
    })
    yield* Effect.forkScoped(
      listener.run((connection) => {
        const session = { type: "realtime", id: "sess_1" } as const
        const greeted = connection.send({ type: "session.created", event_id: "event_0", session })
        return Effect.andThen(
          greeted,
          Stream.runForEach(connection.incoming, () => connection.close(1012))
        )
      })
    )
    let dialled = 0
    const once: typeof transport = {
      connect: (endpoint) => {
        dialled += 1
        if (dialled === 1) return transport.connect(endpoint)
        return Effect.fail(new TransportError({ reason: new Open({ detail: "nothing answers there" }) }))
      }
    }
    yield* Effect.promise(async () => {
      const reconnect = { timeoutMs: 1 }
      await using session = await connect({ transport: once, model: "m", key: "ek_any", reconnect })
      await session.sendAudio(new Int16Array(2400))
      const { code, message } = await session.closed
      assert.strictEqual(code, "unreachable")
      assert.include(message, "nothing answers there")
      assert.isAtLeast(dialled, 2)
    })
  }).pipe(Effect.scoped, Effect.runPromise))
