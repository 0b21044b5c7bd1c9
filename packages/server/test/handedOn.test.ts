import { ClientEvent, type Decoded, type Handshake, ServerEvent, Translation } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import { pair } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { Engine, serve, serveTranslation } from "../src/index.ts"

const session: SessionRequest = {
  type: "realtime",
  model: "gpt-realtime-2",
  instructions: "Be brief.",
  audio: { input: { turn_detection: null }, output: { voice: "marin" } },
  tools: [{ type: "mcp", server_label: "docs" }]
}

const firstOf = <E>(stream: Stream.Stream<Decoded<E>, unknown>, count: number) =>
  Effect.map(Stream.runCollect(Stream.take(stream, count)), (all) =>
    all.flatMap((each) => (each._tag === "Known" ? [each.event] : []))
  )

it.effect(
  "a session begins with the settings of its client secret, remote tools listed; the connection's model wins",
  () =>
    Effect.gen(function* () {
      const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
      const handshake: Handshake | undefined = undefined
      yield* Effect.forkScoped(serve(server, handshake, { session }))
      const events = yield* firstOf(client.incoming, 3)
      assert.deepStrictEqual(
        events.map(({ type }) => type),
        ["session.created", "conversation.item.added", "mcp_list_tools.in_progress"]
      )
      const [created] = events
      assert.isTrue(created?.type === "session.created" && created.session.type === "realtime")
      if (created?.type !== "session.created" || created.session.type !== "realtime") return
      const { audio, instructions, model } = created.session
      assert.deepStrictEqual(
        [model, instructions, audio?.output?.voice, audio?.input?.turn_detection],
        ["gpt-realtime", "Be brief.", "marin", null]
      )
    }).pipe(Effect.scoped, Effect.provide(Engine.echo))
)

it.effect("a translation session does the same", () =>
  Effect.gen(function* () {
    const { client, server } = yield* pair({
      incoming: Translation.ServerEvent,
      outgoing: Translation.ClientEvent
    })
    yield* Effect.forkScoped(
      serveTranslation(server, undefined, { session: { audio: { output: { language: "de" } } } })
    )
    const [created] = yield* firstOf(client.incoming, 1)
    assert.strictEqual(created?.type === "session.created" ? created.session.audio?.output?.language : undefined, "de")
  }).pipe(Effect.scoped, Effect.provide(Engine.echo))
)
