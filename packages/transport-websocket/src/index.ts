/**
 * The transport contract over WebSocket: the platform's own `WebSocket`, and what both runtimes share. No `node:`
 * import; Node's side is under `./node`.
 */

// For applications.
export { layer, make, type WebSocketOptions } from "./client.ts"
export { defaultReconnectSchedule, reconnecting, type ReconnectOptions } from "./reconnect.ts"

// For ports to other runtimes.
export type { PlatformWebSocket, WebSocketConstructor } from "./PlatformWebSocket.ts"
export type { Codecs, DialOptions, SocketOptions } from "./SocketOptions.ts"
