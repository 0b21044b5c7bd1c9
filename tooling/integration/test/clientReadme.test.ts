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

/** What a program prints that talks to a server of its own. */
const printedBy = Effect.fnUntraced(function* (program: string) {
  const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent } })
  yield* Effect.forkScoped(listener.run((connection, handshake) => serve(connection, handshake)))
  const env = { REALTIME_URL: `ws://127.0.0.1:${listener.address.port}`, OPENAI_API_KEY: "sk-any" }
  const path = fileURLToPath(new URL(program, client))
  const { stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, [path], { env }))
  return stdout
})

const engine = Engine.scripted({ turns: [{ say: "It is noon, as always.", voice: new Int16Array(24 * 1200) }] })

it.live("the first example of the READMEs is the client's program and prints the shown output", () =>
  Effect.gen(function* () {
    const printed = yield* printedBy("examples/node.ts")
    const shown = `\`\`\`ts\n${text("examples/node.ts")}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``
    assert.include(text("README.md"), shown)
    assert.include(text("../../README.md"), shown)
  }).pipe(Effect.provide(engine))
)

it.live("the shell without Effect of the session's README talks to a server over a bare WebSocket", () =>
  Effect.gen(function* () {
    const example = "../session/test/machineExample.ts"
    const printed = yield* printedBy(example)
    const shown = `\`\`\`ts\n${text(example)}\`\`\`\n\n\`\`\`text\n${printed}\`\`\``
    assert.include(text("../session/README.md"), shown)
  }).pipe(Effect.provide(engine))
)
