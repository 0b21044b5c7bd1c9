/** Returns a function that reads the energy of all received audio (W3C webrtc-stats, `totalAudioEnergy`). */
export const loudness = (peer: RTCPeerConnection) => {
  // The browser counts energy only while an element plays the track.
  peer.addEventListener("track", ({ streams: [stream], track }) => {
    const audio = new Audio()
    audio.srcObject = stream ?? new MediaStream([track])
    void audio.play()
  })
  return async (): Promise<number> => {
    let energy = 0
    for (const report of (await peer.getStats()).values()) {
      if (report.type === "inbound-rtp") energy += report.totalAudioEnergy ?? 0
    }
    return energy
  }
}
