/**
 * The transport over WebRTC for Node, for dialling and for accepting. Needs the optional peers node-datachannel and
 * libopus-wasm.
 */

// For applications.
export { layer, make, type WebRtcOptions, type WebRtcTransport } from "./node/client.ts"
export { accept, type Accepted, type AcceptOptions } from "./node/accept.ts"
export type { Call } from "./node/call.ts"
export type { NodeCallOptions } from "./node/options.ts"
export { type CallOptions, type Deadlines, maxEventBytes, type Phase } from "./options.ts"
export type { Stats } from "./Stats.ts"

// For those who take the offer to the far end themselves, and for other WebRTC implementations.
export { type Answer, exchangeByHttp, type SdpExchange } from "./exchange.ts"
export type { PeerConnection, PeerConnections, PeerListener, PeerOptions, TrackSetup } from "./node/PeerConnections.ts"
export { nodeDataChannel, type NodeDataChannelOptions } from "./node/nodeDataChannel.ts"
export type { AudioFacts, Direction } from "./node/Sdp.ts"
