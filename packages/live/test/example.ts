import { pair } from "@antiphon/core/testing"
import * as Live from "@antiphon/core/live"
import { cost, describeEnd, LiveSession } from "@antiphon/live"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

const program = Effect.gen(function* () {
  // Stands for a socket: any transport gives such a connection, and a server at its other end.
  const { client, server } = yield* pair({ incoming: Live.ServerEvent, outgoing: Live.ClientEvent })
  yield* server.send(Live.ServerEvent.make("session.started", { session: { id: "live_1", model: "gpt-live-1" } }))

  const session = yield* LiveSession.make(client, {
    session: { model: "gpt-live-1", instructions: "You take orders for a pizzeria." },
    delegate: ({ turns }) => Effect.succeed(`The order is noted: ${turns.at(-1)?.text ?? ""}`)
  })

  yield* server.send({ type: "session.input_transcript.delta", delta: "One", start_ms: 0, end_ms: 300 })
  yield* server.send({ type: "session.input_transcript.delta", delta: " margherita.", start_ms: 300, end_ms: 1000 })
  yield* server.send({ type: "session.output_transcript.delta", delta: "With pleasure.", start_ms: 1400, end_ms: 2200 })

  const closing = yield* Effect.forkChild(session.close)
  yield* server.send({ type: "session.closed", reason: "close_requested", usage: { seconds: 90 } })
  const end = yield* Fiber.join(closing)

  const { turns } = yield* session.state
  for (const { speaker, startMs, text } of turns) yield* Console.log(`${startMs} ms, ${speaker}: ${text}`)
  yield* Console.log(describeEnd(end))
  yield* Console.log(cost(end.usage, 0.06))
})

await Effect.runPromise(Effect.scoped(program))
