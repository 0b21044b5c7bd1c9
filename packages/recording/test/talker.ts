/** Records without end, and prints the number of each event once it was sent. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import { writeSync } from "node:fs"
import { record } from "../src/index.ts"
import { fileSink } from "../src/node.ts"

const program = Effect.gen(function* () {
  const { client } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
  const recorded = yield* record(client, yield* fileSink(process.argv[2] ?? ""), { endpoint: "ws://127.0.0.1" })
  const append = ClientEvent.make("input_audio_buffer.append", { audio: "AQID" })
  for (let sent = 1; ; sent++) {
    yield* recorded.send(append)
    writeSync(1, `${sent}\n`)
  }
})
Effect.runFork(Effect.scoped(program))
