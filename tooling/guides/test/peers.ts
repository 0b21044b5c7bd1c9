/**
 * The peer connections of a page. Each function is passed to `page.addInitScript` or `page.waitForFunction` by itself.
 */
declare global {
  var peers: Array<RTCPeerConnection>
}

/** Keeps every peer connection that a page makes in `peers`. */
export const remember = (): void => {
  globalThis.peers = []
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      globalThis.peers.push(this)
    }
  }
}

/** Whether one of them has played sound that is not silent (W3C webrtc-stats, `totalAudioEnergy`). */
export const heard = async (): Promise<boolean> => {
  const reports = await Promise.all(globalThis.peers.map((peer) => peer.getStats()))
  return reports
    .flatMap((report) => [...report.values()])
    .some((each) => (each.totalAudioEnergy ?? 0) > 0.001 && each.type === "inbound-rtp")
}
