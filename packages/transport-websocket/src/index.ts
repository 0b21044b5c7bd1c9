/**
 * The transport contract over WebSocket: the platform's own `WebSocket`, and what both runtimes share. No `node:`
 * import; Node's side is under `./node`.
 */

// For applications.
export { layer, make, type WebSocketOptions } from "./browser/client.ts"

// For ports to other runtimes.
export type { PlatformWebSocket, WebSocketConstructor } from "./browser/PlatformWebSocket.ts"
export type { DialOptions, SocketOptions } from "./options.ts"
