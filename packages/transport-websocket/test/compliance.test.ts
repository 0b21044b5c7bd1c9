/** Every side of the WebSocket transport against the compliance suite. */
import type { Transport } from "@antiphon/core"
import { type Connection, Endpoint } from "@antiphon/core"
import { type Adapter, frames, type Note, type Peer, type Setup } from "@antiphon/transport-compliance"
import { compliance } from "@antiphon/transport-compliance/vitest"
import { make as makePlatform } from "@antiphon/transport-websocket"
import { listen, make } from "@antiphon/transport-websocket/node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { once } from "node:events"
import { WebSocket } from "ws"
import { freePort, plainPeer, plainServer, tcpServer } from "./plain.ts"

const maxEventBytes = 128 * 1024
const deadlines = {
  maxEventBytes,
  openTimeout: "1 second",
  closeTimeout: "1 second",
  drainTimeout: "2 seconds",
  pingInterval: "1 second"
} as const

const endpointOf = (port: number, { codec }: Pick<Setup, "codec">): Endpoint.Endpoint<Note, Note> => ({
  ...Endpoint.conversation({ base: `ws://127.0.0.1:${port}`, model: "m" }),
  incoming: codec,
  outgoing: codec
})

/** TCP sockets of this process, both ends of each connection. */
const held = Effect.sync(() => process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap").length)

/** What can be staged around a dialling side, whatever it is made of. */
const dialling = (
  transport: (setup: Setup) => Transport["Service"]
): Pick<Adapter, "open" | "refused" | "unanswered"> => ({
  open: (setup) =>
    Effect.gen(function* () {
      const accepted = yield* Deferred.make<Peer>()
      const { port, server } = yield* plainServer()
      server.on("connection", (ws) => Deferred.doneUnsafe(accepted, Effect.succeed(Effect.runSync(plainPeer(ws)))))
      const connection = yield* transport(setup).connect(endpointOf(port, setup))
      return { connection, peer: yield* Deferred.await(accepted) }
    }),
  refused: (setup) => Effect.flatMap(freePort, (port) => transport(setup).connect(endpointOf(port, setup))),
  unanswered: (setup) =>
    Effect.flatMap(
      tcpServer(() => {}),
      (port) => transport(setup).connect(endpointOf(port, setup))
    )
})

const nodeTransport = ({ highWaterBytes, inbox }: Setup) => make({ ...deadlines, highWaterBytes, inbox })

compliance({
  name: "Node, dialling a plain ws server",
  capabilities: { audio: "events", maxEventBytes, deadPeer: "ping" },
  ...dialling(nodeTransport),
  unauthorized: (setup) =>
    Effect.flatMap(plainServer({ verifyClient: () => false }), ({ port }) =>
      nodeTransport(setup).connect(endpointOf(port, setup))
    ),
  held
})

compliance({
  name: "the platform's WebSocket, dialling a plain ws server",
  capabilities: { audio: "events", maxEventBytes, deadPeer: "drain" },
  ...dialling(({ highWaterBytes, inbox }) => makePlatform({ ...deadlines, highWaterBytes, inbox })),
  held
})

compliance({
  name: "Node, accepting a plain ws client",
  capabilities: { audio: "events", maxEventBytes, deadPeer: "ping" },
  open: ({ codec, highWaterBytes, inbox }) =>
    Effect.gen(function* () {
      const client = yield* Deferred.make<WebSocket>()
      yield* Effect.addFinalizer(() => Effect.map(Deferred.await(client), (ws) => ws.terminate()))
      const accepted = yield* Deferred.make<Connection<Note, Note>>()
      const listener = yield* listen({
        vocabulary: { incoming: codec, outgoing: codec },
        ...deadlines,
        highWaterBytes,
        inbox
      })
      yield* Effect.forkScoped(
        listener.run((connection) => Effect.andThen(Deferred.succeed(accepted, connection), Effect.never))
      )
      const ws = new WebSocket(`ws://127.0.0.1:${listener.address.port}/v1/realtime`)
      yield* Deferred.succeed(client, ws)
      const peer = yield* plainPeer(ws)
      yield* Effect.promise(() => once(ws, "open"))
      return { connection: yield* Deferred.await(accepted), peer }
    }),
  held
})

compliance({
  name: "Node, dialling Node",
  capabilities: { audio: "events", maxEventBytes, deadPeer: "ping" },
  open: (setup) =>
    Effect.gen(function* () {
      const accepted = yield* Deferred.make<Peer>()
      const listener = yield* listen({ vocabulary: { incoming: frames, outgoing: frames }, closeTimeout: "1 second" })
      yield* Effect.forkScoped(
        listener.run((connection) => Effect.andThen(Deferred.succeed(accepted, connection), Effect.never))
      )
      const connection = yield* nodeTransport(setup).connect(endpointOf(listener.address.port, setup))
      return { connection, peer: yield* Deferred.await(accepted) }
    }),
  held
})
