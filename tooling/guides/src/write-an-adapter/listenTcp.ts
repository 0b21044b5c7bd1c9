import type { Handshake } from "@antiphon/core"
import { type Accepted, type Codecs, makeListener } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { once } from "node:events"
import { createServer } from "node:net"
import { type Options, overLines } from "./overLines.ts"

/** Listens on a free port of this machine until the scope ends. */
export const listenTcp = <In, Out>(codecs: Codecs<In, Out>, options: Options = {}) =>
  Effect.gen(function* () {
    const waiting = yield* Queue.dropping<Accepted<In, Out>>(128)
    const server = createServer((socket) => {
      const peer = `${socket.remoteAddress}:${socket.remotePort}`
      const handshake: Handshake = {
        path: "/",
        query: {},
        dialect: "ga",
        key: Option.none(),
        origin: Option.none(),
        peer
      }
      const open = overLines({ input: socket, output: socket }, codecs, options)
      socket.on("error", () => socket.destroy())
      if (!Queue.offerUnsafe(waiting, { handshake, open })) socket.destroy()
    })
    yield* Effect.acquireRelease(
      Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
      () => Effect.sync(() => server.close())
    )
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    return makeListener({ address: { host: "127.0.0.1", port }, accepted: Stream.fromQueue(waiting) })
  })
