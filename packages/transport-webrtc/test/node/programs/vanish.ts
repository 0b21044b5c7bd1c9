/** Answers the offer on standard input, talks, and stays until it is killed. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import { once } from "node:events"
import { accept } from "../../../src/node.ts"

const [offer] = await once(process.stdin.setEncoding("utf8"), "data")

await Effect.runPromise(
  Effect.scoped(
    Effect.gen(function* () {
      const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }
      const { connection, sdp } = yield* accept(JSON.parse(offer), { vocabulary, bindAddress: "127.0.0.1" })
      process.stdout.write(`${JSON.stringify(sdp)}\n`)
      yield* connection
      return yield* Effect.never
    })
  )
)
