import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { Engine, serve } from "@antiphon/server"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const engine = Engine.scripted({
  turns: [{ heard: "What time is it?", say: "It is noon, as always." }]
})

const program = Effect.gen(function* () {
  const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
  yield* Effect.forkScoped(serve(server))

  yield* client.send(ClientEvent.make("response.create", {}))
  yield* client.incoming.pipe(
    Stream.map((decoded) => (decoded._tag === "Known" ? decoded.event : decoded)),
    Stream.takeUntil((event) => "type" in event && event.type === "response.done"),
    Stream.runForEach((event) => Effect.log("type" in event ? event.type : event))
  )
})

export const main = program.pipe(Effect.scoped, Effect.provide(engine))
