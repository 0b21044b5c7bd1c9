/** The transport over `ws` for Node, for dialling and for accepting. */
export { type ClientOptions, layer, make } from "./node/client.ts"
export { maxBacklogBytes } from "./node/Backlog.ts"
export { listen, type ListenOptions } from "./node/listen.ts"
export type { PingOptions } from "./node/options.ts"
export type { DialOptions, SocketOptions } from "./options.ts"
