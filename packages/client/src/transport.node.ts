/**
 * The transport of Node. It is loaded as a session opens, because `ws` and the sockets of Node take as long to load as all the
 * rest of the client.
 */
import type { Transport } from "@antiphon/core"
import { loadedTransport } from "@antiphon/core/transport"

/** Begins to load at once, so that it is ready when a key that is fetched comes. */
export const make = (): Transport["Service"] => loadedTransport(import("@antiphon/transport-websocket/node"))
