import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { record } from "../src/index.ts"

it.effect("a frame that is nested too deep is recorded, and the connection goes on", () =>
  Effect.gen(function* () {
    const { client, wire } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
    let text = ""
    const sink = { write: (lines: string) => Effect.sync(() => void (text += lines)) }
    const { incoming } = yield* record(client, sink, { endpoint: "ws://127.0.0.1/v1/realtime" })
    wire.toClient.write(`{"type":"error","error":${"[".repeat(30_000)}${"]".repeat(30_000)}}`)
    wire.toClient.write(JSON.stringify({ type: "brand.new" }))
    const tags = yield* incoming.pipe(
      Stream.take(2),
      Stream.map(({ _tag }) => _tag),
      Stream.runCollect
    )
    assert.deepStrictEqual([...tags], ["Malformed", "Unknown"])
    const lines = text.trimEnd().split("\n")
    assert.strictEqual(JSON.parse(lines[1] ?? "").malformed.reason, "TooDeep")
    assert.strictEqual(JSON.parse(lines[2] ?? "").event.type, "brand.new")
  })
)
