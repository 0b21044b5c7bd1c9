/** The transport over the platform's own `RTCPeerConnection`, under the name of where it is mostly used. */
export { layer, make, type WebRtcOptions, type WebRtcTransport } from "./browser/client.ts"
export type { Call } from "./browser/call.ts"
