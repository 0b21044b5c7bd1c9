/**
 * The part of `RTCPeerConnection` that the transport uses (W3C webrtc). Browsers bring it; another implementation gives
 * an object of this shape.
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

/** The seam for a port to another runtime, and for settings: `() => new RTCPeerConnection({ iceServers })`. */
export type MakePeerConnection = () => PeerConnection
