import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, serve } from "@antiphon/server"
import * as Effect from "effect/Effect"
import { overLines } from "./overLines.ts"

const pipes = { input: process.stdin, output: process.stdout }
const program = Effect.gen(function* () {
  const connection = yield* overLines(pipes, { incoming: ClientEvent, outgoing: ServerEvent })
  const why = yield* serve(connection)
  console.error(`child: ${why.message}`)
})
const engine = Engine.scripted({ turns: [{ say: "Hello from the other process." }] })
await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(engine)))
