/** Energy that is no noise of the codec. */
const audible = 0.001

/**
 * Returns a function that waits until the received audio can be heard, and reads its energy (W3C webrtc-stats,
 * `totalAudioEnergy`). A busy machine may play it after the server has said that it was played.
 */
export const loudness = (peer: RTCPeerConnection) => {
  // The browser counts energy only while an element plays the track.
  peer.addEventListener("track", ({ streams: [stream], track }) => {
    const audio = new Audio()
    audio.srcObject = stream ?? new MediaStream([track])
    void audio.play()
  })
  const energyNow = async (): Promise<number> => {
    let energy = 0
    for (const report of (await peer.getStats()).values()) {
      if (report.type === "inbound-rtp") energy += report.totalAudioEnergy ?? 0
    }
    return energy
  }
  return async (): Promise<number> => {
    let energy = await energyNow()
    for (; energy <= audible; energy = await energyNow()) await new Promise(requestAnimationFrame)
    return energy
  }
}
