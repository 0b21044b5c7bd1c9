/**
 * The transport contract over the platform's own `WebSocket`, and what both runtimes share. It imports nothing of
 * `node:`. The side of Node is under `./node`.
 */

// For applications.
export { layer, make, type WebSocketOptions } from "./browser/client.ts"

// For ports to other runtimes.
export type { PlatformWebSocket, WebSocketConstructor } from "./browser/PlatformWebSocket.ts"
export type { DialOptions, SocketOptions } from "./options.ts"
