import { freshToken, memoryEngine, SessionLog, token } from "@antiphon/gateway"
import * as Effect from "effect/Effect"

const node = token("node-1") ?? freshToken("node")

const program = Effect.gen(function* () {
  const log = yield* SessionLog
  const sid = freshToken("sess")
  const claim = yield* log.claim(sid, { fresh: true })
  yield* claim.append([JSON.stringify({ said: "hello" })])
  // Another claim ends the first one.
  yield* log.claim(sid, { fresh: false })
  const fenced = yield* Effect.flip(claim.append([JSON.stringify({ said: "too late" })]))
  process.stdout.write(`${fenced._tag}\n`)
})

await Effect.runPromise(Effect.provide(program, memoryEngine({ node })))
