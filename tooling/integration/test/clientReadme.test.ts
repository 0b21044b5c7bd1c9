import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const client = new URL("../../../packages/client/", import.meta.url)
const text = (name: string) => readFileSync(new URL(name, client), "utf8")

it.live("the first example of the READMEs is the client's program and prints the shown output", () =>
  Effect.gen(function* () {
    const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
    yield* Effect.forkScoped(listener.run((connection, handshake) => serve(connection, handshake)))
    const env = { REALTIME_URL: `ws://127.0.0.1:${listener.address.port}`, OPENAI_API_KEY: "sk-any" }
    const example = fileURLToPath(new URL("examples/node.ts", client))
    const { stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, [example], { env }))
    const shown = `\`\`\`ts\n${text("examples/node.ts")}\`\`\`\n\n\`\`\`text\n${stdout}\`\`\``
    assert.include(text("README.md"), shown)
    assert.include(text("../../README.md"), shown)
  }).pipe(
    Effect.provide(Engine.scripted({ turns: [{ say: "It is noon, as always.", voice: new Int16Array(24 * 1200) }] }))
  )
)
