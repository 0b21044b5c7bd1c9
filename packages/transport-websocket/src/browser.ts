/** The transport over the platform's own `WebSocket`, under the name of where it is mostly used. */
export { layer, make, type WebSocketOptions } from "./browser/client.ts"
