/**
 * The part of `RTCPeerConnection` that the transport uses (W3C webrtc). Browsers have it. Another implementation
 * provides an object of this shape.
 */
export type PeerConnection = Pick<
  RTCPeerConnection,
  | "addEventListener"
  | "addTransceiver"
  | "close"
  | "connectionState"
  | "createDataChannel"
  | "getStats"
  | "localDescription"
  | "sctp"
  | "setLocalDescription"
  | "setRemoteDescription"
>

/** The seam for a port to another runtime, and for settings, as in `() => new RTCPeerConnection({ iceServers })`. */
export type MakePeerConnection = () => PeerConnection
