/**
 * Two ends talk and hang up in the way that is asked for; then nothing is left to do, and the process ends by itself.
 */
import { ClientEvent, Endpoint, ServerEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { accept, make } from "../../../src/node.ts"
import { bindAddress, pair } from "../pair.ts"

const client = { endpoint: { incoming: ServerEvent, outgoing: ClientEvent } }
const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

const talk = Effect.gen(function* () {
  const ends = yield* pair(client, { vocabulary })
  const own = Option.getOrThrow(ends.client.media)
  const peer = Option.getOrThrow(ends.server.media)
  yield* own.send(new Int16Array(4800))
  yield* Stream.runHead(peer.incoming)
  return ends
})

const unanswered = Effect.gen(function* () {
  const exchange = () => Effect.never
  yield* Effect.timeoutOption(pair({ ...client, options: { exchange } }, { vocabulary }), "100 millis")
})

/** The answerer is gone before the offerer can reach it. */
const lost = Effect.gen(function* () {
  const exchange = (offer: string) => Effect.scoped(accept(offer, { vocabulary, bindAddress }))
  const deadlines = { connection: "100 millis" } as const
  yield* Effect.flip(make({ bindAddress, exchange, deadlines }).connect(Endpoint.conversation({ model: "m" })))
})

const ways: Readonly<Record<string, Effect.Effect<unknown, unknown>>> = {
  client: Effect.scoped(Effect.flatMap(talk, (ends) => ends.client.close(4000, "bye"))),
  server: Effect.scoped(Effect.flatMap(talk, (ends) => Effect.andThen(ends.server.close(), ends.client.ended))),
  both: Effect.scoped(
    Effect.flatMap(talk, (ends) => Effect.all([ends.client.close(), ends.server.close()], { concurrency: 2 }))
  ),
  unanswered: Effect.scoped(unanswered),
  lost: Effect.scoped(lost)
}

await Effect.runPromise(ways[process.argv[2] ?? ""] ?? Effect.die("which way?"))
process.stdout.write("over\n")
