/** Passes sound through and posts every quantum of it, with the frame it was rendered at. */
class Recorder extends AudioWorkletProcessor {
  process([input], [output]) {
    const channel = input[0] ?? new Float32Array(128)
    output[0]?.set(channel)
    this.port.postMessage({ frame: currentFrame, samples: channel.slice() }, [])
    return true
  }
}
registerProcessor("recorder", Recorder)
