/**
 * The transport contract over the platform's own `RTCPeerConnection`, and what both runtimes share. It imports nothing
 * of `node:`. The side of Node is under `./node`.
 */

// For applications.
export { layer, make, type WebRtcOptions, type WebRtcTransport } from "./browser/client.ts"
export type { Call } from "./browser/call.ts"
export type { MicrophoneChoice } from "./browser/microphone.ts"
export type { WorkletUrls } from "./browser/media.ts"
export { type CallOptions, type Deadlines, maxEventBytes, type Phase } from "./options.ts"
export type { Stats } from "./Stats.ts"

// For those who take the offer to the far end themselves, and for ports to other runtimes.
export { type Answer, exchangeByHttp, type SdpExchange } from "./exchange.ts"
export type { MakePeerConnection, PeerConnection } from "./browser/PeerConnection.ts"
