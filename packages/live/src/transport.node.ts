/**
 * The transport of Node. The first dial loads it, because `ws` and the sockets of Node take as long to load as all the rest
 * of the client.
 */
import type { Transport } from "@antiphon/core"
import * as Effect from "effect/Effect"

const load = Effect.promise(() => import("@antiphon/transport-websocket/node"))

export const make = (): Transport["Service"] => ({
  connect: (endpoint) => Effect.flatMap(load, (node) => node.make().connect(endpoint))
})
