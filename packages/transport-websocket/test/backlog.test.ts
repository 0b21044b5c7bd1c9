/** What the connections of a listener hold unread together has a bound. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { WebSocket } from "ws"
import { makeBacklog, maxBacklogBytes } from "../src/node/Backlog.ts"
import { fromSocket } from "../src/node/fromSocket.ts"
import { Heartbeat } from "../src/node/Heartbeat.ts"
import { socketLimits } from "../src/node/options.ts"
import { clear, closedBy, dial } from "./dial.ts"
import { plainServer } from "./plain.ts"

describe("the backlog of a listener", () => {
  it("sheds the connection that holds most, and lets the others go on", () => {
    const backlog = makeBacklog(100)
    const shed: Array<string> = []
    const share = (name: string) =>
      backlog.join(({ reason }) => {
        shed.push(`${name} ${reason._tag === "Overflow" ? `${reason.events} ${reason.bytes}` : reason._tag}`)
      })
    const [idle, hoarder, other] = [share("idle"), share("hoarder"), share("other")]
    hoarder.add(30)
    hoarder.add(40)
    other.add(20)
    idle.add(1)
    assert.deepEqual(shed, [])
    other.add(20)
    assert.deepEqual(shed, ["hoarder 2 70"])
    hoarder.add(1000)
    other.clear()
    other.add(90)
    assert.deepEqual(shed, ["hoarder 2 70"])
    other.leave()
    idle.add(99)
    assert.lengthOf(shed, 1)
  })

  it("is 64 MiB, whatever the number of connections", () => {
    assert.strictEqual(maxBacklogBytes, 64 * 1024 * 1024)
  })

  it.live("ends a connection that is not read with Overflow, tells its peer 1008, and not one that is read", () =>
    Effect.gen(function* () {
      const backlog = makeBacklog(20_000)
      const limits = socketLimits({})
      const heartbeat = new Heartbeat(limits.pingMs)
      const codecs = { incoming: ClientEvent, outgoing: ServerEvent }
      const { port, server } = yield* plainServer()
      const accepted = yield* Queue.unbounded<WebSocket>()
      server.on("connection", (ws) => Queue.offerUnsafe(accepted, ws))
      const pair = Effect.gen(function* () {
        const client = yield* dial(port)
        const ws = yield* Queue.take(accepted)
        return { client, served: yield* fromSocket(() => Result.succeed(ws), codecs, limits, { backlog, heartbeat }) }
      })
      const [read, unread] = [yield* pair, yield* pair]
      const heard = yield* Effect.forkScoped(Stream.runCollect(Stream.take(read.served.incoming, 200)))
      for (let n = 0; n < 100; n++) yield* read.client.send(clear)
      for (let n = 0; n < 600; n++) yield* Effect.ignore(unread.client.send(clear))
      assert.strictEqual((yield* unread.served.ended).reason._tag, "Overflow")
      assert.deepEqual(yield* unread.client.ended, closedBy("remote", 1008, "fell behind"))
      for (let n = 0; n < 100; n++) yield* read.client.send(clear)
      assert.lengthOf(yield* Fiber.join(heard), 200)
    }).pipe(Effect.scoped)
  )
})
