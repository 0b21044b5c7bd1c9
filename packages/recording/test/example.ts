import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { parse, record } from "@antiphon/recording"
import { fileSink } from "@antiphon/recording/node"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const path = join(tmpdir(), "antiphon-session.jsonl")

const program = Effect.gen(function* () {
  const { client } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent }) // or transport.connect(endpoint)
  const connection = yield* record(client, yield* fileSink(path), { endpoint: "ws://127.0.0.1/v1/realtime" })
  yield* connection.send(ClientEvent.make("input_audio_buffer.clear", {})) // use it like the one that it wraps
})
await Effect.runPromise(Effect.scoped(program))

const { header, lines } = Result.getOrThrow(parse(readFileSync(path, "utf8")))
console.log(header.format, header.version)
for (const line of lines) if ("event" in line) console.log(line.direction, line.event.type)
