/**
 * The contract in memory. It is a transport without a network, with the guarantees of the real ones and faults on
 * request.
 */

// For tests of what stands on a transport.
export { pair, pairOf, type Ends, type Wire, type WireOptions } from "./pair.ts"
export { type Handler, listen, type ListenOptions, transport } from "./listen.ts"

// For simulations that reach into the wire.
export type { Codecs } from "../transport/ConnectionOptions.ts"
export type { EndOptions, Frame } from "./MemoryEnd.ts"
export type { Lane } from "./Lane.ts"
