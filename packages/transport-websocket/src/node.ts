/** The transport over `ws`, for Node: dialling and accepting. */
export { type ClientOptions, layer, make } from "./node/client.ts"
export { listen, type ListenOptions } from "./node/listen.ts"
export type { PingOptions } from "./node/options.ts"
export type { DialOptions, SocketOptions } from "./options.ts"
