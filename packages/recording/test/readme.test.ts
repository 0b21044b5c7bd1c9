import { ClientEvent, Endpoint, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { record } from "../src/index.ts"
import { fileSink, readFile } from "../src/node.ts"
import { folder } from "./folder.ts"
import { serverOf, typesOf } from "./replayExample.ts"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

it("the README shows the example program and its output", () => {
  const example = fileURLToPath(new URL("example.ts", import.meta.url))
  const printed = execFileSync(process.execPath, [example], { encoding: "utf8" })
  assert.include(text("../README.md"), `\`\`\`ts\n${text("example.ts")}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``)
})

it.live("the README shows the replay program", () =>
  Effect.gen(function* () {
    assert.include(text("../README.md"), `\`\`\`ts\n${text("replayExample.ts")}\`\`\``)
    const path = join(yield* folder, "session.jsonl")
    yield* Effect.scoped(
      Effect.gen(function* () {
        const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
        const recorded = yield* record(client, yield* fileSink(path), { endpoint: "ws://127.0.0.1" })
        yield* server.send(ServerEvent.make("input_audio_buffer.cleared", { event_id: "event_1" }))
        yield* Stream.runHead(recorded.incoming)
      })
    )
    const recording = yield* readFile(path)
    assert.deepStrictEqual(typesOf(recording), ["input_audio_buffer.cleared"])
    const connection = yield* serverOf(recording).connect(Endpoint.conversation({ model: "m" }))
    assert.isTrue(Option.isSome(yield* Stream.runHead(connection.incoming)))
  })
)
