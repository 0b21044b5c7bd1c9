/** Tells of every quantum that sounds: its frame, how many of its samples are not zero, and the last that is not. */
class Recorder extends AudioWorkletProcessor {
  process([input]) {
    const channel = input[0] ?? []
    const last = channel.findLastIndex((sample) => sample !== 0)
    if (last !== -1) {
      const sounding = channel.reduce((count, sample) => (sample === 0 ? count : count + 1), 0)
      this.port.postMessage({ sounding, last: currentFrame + last }, [])
    }
    return true
  }
}
registerProcessor("recorder", Recorder)
