/** The Node process's half: answers the calls of pages, and plays their peers on command. */
import type { TransportError } from "@antiphon/core"
import { frames } from "@antiphon/transport-compliance"
import { accept, type Call } from "@antiphon/transport-webrtc/node"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as FiberSet from "effect/FiberSet"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { type WebSocket, WebSocketServer } from "ws"
import { type Link, makeLink } from "../node/link.ts"
import { answeringBase, cors, errorBody, httpBase, refusingBase, silentBase } from "../stage.ts"
import type { Bases, Command, Message } from "./control.ts"

type Peer = Call<string, string>

/** Serves each call that is posted, in a scope of its own: `path` is that of the base it was posted to. */
export const nodeBase = (
  serve: (call: Peer, path: string, link: Link) => Effect.Effect<unknown, TransportError>
): Effect.Effect<string, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const calls = yield* FiberSet.make()
    const run = yield* FiberSet.runtime(calls)()
    const answer = (request: IncomingMessage, response: ServerResponse) =>
      Effect.gen(function* () {
        const offer = yield* Effect.promise(() => text(request))
        // It outlives the call, whose last datagrams answer the close of the page.
        const link = yield* Scope.provide(makeLink, scope)
        const callId = `rtc_${Math.random().toString(36).slice(2)}`
        const vocabulary = { incoming: frames, outgoing: frames }
        const { connection, sdp } = yield* accept(offer, {
          vocabulary,
          callId,
          bindAddress: "127.0.0.1",
          closeTimeout: "1 second"
        })
        response.writeHead(201, {
          ...cors,
          "content-type": "application/sdp",
          location: `/v1/realtime/calls/${callId}`
        })
        response.end(link.reroute(sdp))
        yield* serve(yield* connection, request.url?.replace(/\/realtime\/calls$/, "") ?? "", link)
      }).pipe(Effect.scoped, Effect.ignore)
    return yield* httpBase((request, response) => {
      if (request.method === "OPTIONS") response.writeHead(204, cors).end()
      else run(answer(request, response))
    })
  })

export const stage: Effect.Effect<Bases, never, Scope.Scope> = Effect.gen(function* () {
  const controls = new Map<string, WebSocket>()
  const server = yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const http = createServer()
      const sockets = new WebSocketServer({ server: http, maxPayload: 64 * 1024 * 1024 })
      sockets.on("connection", (socket, { url }) => {
        controls.set(url ?? "", socket)
        tell(socket, { tell: "ready" })
      })
      await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve))
      return http
    }),
    (http) =>
      Effect.sync(() => {
        http.close()
        http.closeAllConnections()
        for (const socket of controls.values()) socket.terminate()
      })
  )
  return {
    control: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    node: yield* nodeBase((call, path, link) => {
      const control = controls.get(path.replace(/^\/v1/, ""))
      return control === undefined ? Effect.void : obey(control, call, link)
    }),
    refusing: yield* refusingBase,
    unauthorized: yield* answeringBase(401, {}, errorBody("no such key")),
    silent: yield* silentBase
  }
})

const tell = (control: WebSocket, message: Message): void => control.send(JSON.stringify(message))

/** Plays a peer until it has ended. */
const obey = (control: WebSocket, call: Peer, link: Link): Effect.Effect<void> =>
  Effect.gen(function* () {
    const media = Option.getOrThrow(call.media)
    let resume: Effect.Effect<void> = Effect.void
    const follow = (command: Command): Effect.Effect<unknown, unknown> => {
      switch (command.op) {
        case "send":
          return call.send(command.frame)
        case "close":
          return call.close(command.code, command.reason)
        case "samples":
          return media.send(Int16Array.from(command.samples))
        case "clear":
          return media.clear
        case "stall":
          return Effect.map(link.stall, (made) => {
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
    const hearing = yield* Effect.forkChild(
      Effect.ignore(
        Stream.runForEach(media.incoming, (samples) =>
          Effect.sync(() => tell(control, { tell: "samples", samples: [...samples] }))
        )
      )
    )
    const { reason } = yield* call.incoming.pipe(
      Stream.runForEach((decoded) =>
        Effect.sync(() => tell(control, { tell: "frame", frame: decoded._tag === "Known" ? decoded.event : "" }))
      ),
      Effect.andThen(Effect.never),
      Effect.flip
    )
    yield* Fiber.interrupt(hearing)
    const {
      by,
      code,
      reason: why
    } = reason._tag === "Closed" ? reason : { code: 1006, reason: reason._tag, by: "local" as const }
    tell(control, { tell: "ended", code, reason: why, by })
  })
