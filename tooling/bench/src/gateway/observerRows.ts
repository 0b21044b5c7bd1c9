/** What an event of a session costs that no one observes. */
import { freshToken, SessionBus } from "@antiphon/gateway"
import { natsEngine } from "@antiphon/gateway-nats"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { openLink } from "../../../../packages/gateway-nats/src/link/Link.ts"
import type { Row } from "../row.ts"

const events = 20_000

const measured = (url: string) =>
  Effect.gen(function* () {
    const engine = yield* Layer.build(natsEngine({ node: freshToken("n"), servers: [url] }))
    const sid = freshToken("sess")
    const owner = yield* Context.get(engine, SessionBus).own(sid, () => Effect.succeed(null))
    // A connection that sees all events on the server, and is no observer to the gateway.
    const { link } = yield* openLink({ node: freshToken("n"), servers: [url], replicas: 1 }, "bench")
    let messages = 0
    yield* link.subscribe("antiphon.live.>", () => void messages++)
    const event = JSON.stringify({ type: "response.output_text.delta", delta: "word ".repeat(100) })
    const rounds = Array.from({ length: 6 }, () => {
      const before = process.cpuUsage()
      for (let n = 0; n < events; n++) owner.publish(event)
      const { system, user } = process.cpuUsage(before)
      return (system + user) / events
    })
    // An observer, to show that the count would see a message.
    yield* Context.get(engine, SessionBus).observe(sid)
    yield* link.flushed
    const unobserved = messages
    owner.publish(event)
    yield* Effect.andThen(link.flushed, Effect.sleep(50))
    if (messages !== unobserved + 1)
      return yield* Effect.die(`${messages} messages were counted, ${unobserved + 1} were due`)
    return { unobserved, us: Math.min(...rounds), count: rounds.length * events }
  })

export const observerRows = async (url: string): Promise<ReadonlyArray<Row>> => {
  const { count, unobserved, us } = await Effect.runPromise(Effect.scoped(measured(url)))
  return [
    {
      name: `messages on NATS for ${count.toLocaleString("en")} events that no one observes`,
      ours: unobserved,
      unit: "messages",
      promise: "none",
      holds: unobserved === 0
    },
    {
      name: "processor time of an event that no one observes",
      ours: us,
      unit: "µs",
      promise: "at most 0.1 µs",
      holds: us <= 0.1
    }
  ]
}
