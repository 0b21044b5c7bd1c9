/** The half of the process in a test in a page. Accepts the connections under test and plays their peers on command. */
import { frames, type Peer } from "@antiphon/transport-compliance"
import { listen } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { WebSocket } from "ws"
import { frameOf, freePort, plainPeer, plainServer, tcpServer } from "../plain.ts"
import type { Command, Message, Ports } from "./control.ts"

export const stage: Effect.Effect<Ports, never, Scope.Scope> = Effect.gen(function* () {
  const controls = new Map<string, WebSocket>()
  let held = 0
  const controlled = (path: string, peer: Peer) => {
    const control = controls.get(path.split("/")[1] ?? "")
    held += 1
    return (control === undefined ? Effect.void : obey(control, peer)).pipe(
      Effect.ensuring(
        Effect.sync(() => {
          held -= 1
        })
      )
    )
  }

  const control = yield* plainServer()
  control.server.on("connection", (ws, { url }) => {
    if (url === "/held") return ws.close(1000, String(held))
    controls.set(url?.slice(1) ?? "", ws)
    tell(ws, { tell: "ready" })
  })
  const plain = yield* plainServer()
  plain.server.on("connection", (ws, { url = "" }) => {
    Effect.runFork(controlled(url, Effect.runSync(plainPeer(ws))))
  })
  const listener = yield* Effect.orDie(
    listen({ vocabulary: { incoming: frames, outgoing: frames }, closeTimeout: "1 second" })
  )
  yield* Effect.forkScoped(listener.run((connection, { path }) => controlled(path, connection)))
  return {
    control: control.port,
    plain: plain.port,
    listener: listener.address.port,
    refusing: yield* freePort,
    silent: yield* tcpServer(() => {})
  }
})

const tell = (control: WebSocket, message: Message): void => control.send(JSON.stringify(message))

/** Plays a peer until it has ended. */
const obey = (control: WebSocket, peer: Peer): Effect.Effect<void> =>
  Effect.gen(function* () {
    let resume: Effect.Effect<void> = Effect.void
    const follow = (command: Command): Effect.Effect<unknown, unknown> => {
      switch (command.op) {
        case "send":
          return peer.send(command.frame)
        case "binary":
          return peer.binary?.(Uint8Array.from(command.bytes)) ?? Effect.void
        case "close":
          return peer.close(command.code, command.reason)
        case "drop":
          return peer.drop ?? Effect.void
        case "stall":
          return Effect.map(peer.stall ?? Effect.succeed(Effect.void), (made) => {
            resume = made
          })
        case "resume":
          return resume
      }
    }
    control.on("message", (data: Buffer) => {
      const command: Command = JSON.parse(data.toString())
      Effect.runFork(
        Effect.ensuring(
          follow(command),
          Effect.sync(() => tell(control, { tell: "done", id: command.id }))
        )
      )
    })
    tell(control, { tell: "ready" })
    const { reason } = yield* peer.incoming.pipe(
      Stream.runForEach((decoded) => Effect.sync(() => tell(control, { tell: "frame", frame: frameOf(decoded) }))),
      Effect.andThen(Effect.never),
      Effect.flip
    )
    const {
      by,
      code,
      reason: why
    } = reason._tag === "Closed" ? reason : { code: 1006, reason: reason._tag, by: "local" as const }
    tell(control, { tell: "ended", code, reason: why, by })
  })
