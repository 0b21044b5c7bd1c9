/** Passes sound through and posts every quantum of it, with the frame it was rendered at. A message is answered with the frame it came at. */
class Recorder extends AudioWorkletProcessor {
  constructor() {
    super()
    this.port.addEventListener("message", () => this.port.postMessage({ mark: currentFrame }, []))
    this.port.start()
  }
  process([input], [output]) {
    const channel = input[0] ?? new Float32Array(128)
    output[0]?.set(channel)
    this.port.postMessage({ frame: currentFrame, samples: channel.slice() }, [])
    return true
  }
}
registerProcessor("recorder", Recorder)
