/** Every side of the WebSocket transport against the compliance suite. */
import type { Transport } from "@antiphon/core"
import { type Connection, Endpoint } from "@antiphon/core"
import { type Adapter, frames, type Note, type Peer, type Setup } from "@antiphon/transport-compliance"
import { compliance } from "@antiphon/transport-compliance/vitest"
import { make as makePlatform } from "@antiphon/transport-websocket"
import { listen, make } from "@antiphon/transport-websocket/node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { once } from "node:events"
import { WebSocket } from "ws"
import { freePort, plainPeer, plainServer, tcpServer } from "./plain.ts"

const maxEventBytes = 128 * 1024

/** The bounds and deadlines that the suite asks for. */
const optionsOf = ({ highWaterBytes, inbox, patience }: Setup) => ({
  maxEventBytes,
  highWaterBytes,
  inbox,
  openTimeout: patience.open,
  closeTimeout: patience.close,
  drainTimeout: patience.dead,
  pingInterval: patience.dead
})

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
      const { port, server } = yield* Scope.provide(plainServer(), setup.peerScope)
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

const nodeTransport = (setup: Setup) => make(optionsOf(setup))

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
  ...dialling((setup) => makePlatform(optionsOf(setup))),
  held
})

compliance({
  name: "Node, accepting a plain ws client",
  capabilities: { audio: "events", maxEventBytes, deadPeer: "ping" },
  open: (setup) =>
    Effect.gen(function* () {
      const { codec, peerScope } = setup
      const accepted = yield* Deferred.make<Connection<Note, Note>>()
      const listener = yield* listen({
        vocabulary: { incoming: codec, outgoing: codec },
        ...optionsOf(setup)
      })
      yield* Effect.forkScoped(
        listener.run((connection) => Effect.andThen(Deferred.succeed(accepted, connection), Effect.never))
      )
      const ws = new WebSocket(`ws://127.0.0.1:${listener.address.port}/v1/realtime`)
      yield* Scope.addFinalizer(
        peerScope,
        Effect.sync(() => ws.terminate())
      )
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
      const listener = yield* Effect.gen(function* () {
        const made = yield* listen({ vocabulary: { incoming: frames, outgoing: frames } })
        yield* Effect.forkScoped(
          made.run((connection) => Effect.andThen(Deferred.succeed(accepted, connection), Effect.never))
        )
        return made
      }).pipe(Scope.provide(setup.peerScope))
      const connection = yield* nodeTransport(setup).connect(endpointOf(listener.address.port, setup))
      return { connection, peer: yield* Deferred.await(accepted) }
    }),
  held
})
