import type { ClientEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { against, type Peer } from "./against.ts"

it("a new session is told the credentials of remote tools, which no server tells back", () => {
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
