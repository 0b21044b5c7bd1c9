/**
 * The transport of Node. It is loaded as a session opens, because `ws` and the sockets of Node take as long to load as all the
 * rest of the client.
 */
import type { Transport } from "@antiphon/core"
import * as Effect from "effect/Effect"

/** Begins to load at once, so that it is ready when a key that is fetched comes. */
export const make = (): Transport["Service"] => {
  const loading = import("@antiphon/transport-websocket/node")
  // The dial reports it.
  loading.catch(() => {})
  return {
    connect: (endpoint) =>
      Effect.flatMap(
        Effect.promise(() => loading),
        (node) => node.make().connect(endpoint)
      )
  }
}
