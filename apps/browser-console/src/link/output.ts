/** The way of sound from a page to a loudspeaker, with its volume and its level. */

/** The last nodes before the loudspeaker. */
export interface Output {
  /** Connect what sounds to this node. */
  readonly node: AudioNode
  /** Sets the volume, from 0 to 1. */
  readonly setVolume: (volume: number) => void
  /** Plays on another loudspeaker. An empty id is the default of the system. Rejects if the device is gone. */
  readonly setLoudspeaker: (id: string) => Promise<void>
  /** The peak of the last moment after the volume, from 0 to 1. */
  readonly level: () => number
}

/** Makes the way to the loudspeaker of a context. */
export const makeOutput = (context: AudioContext): Output => {
  const gain = new GainNode(context)
  const analyser = new AnalyserNode(context, { fftSize: 2048 })
  const samples = new Float32Array(analyser.fftSize)
  let current = ""
  gain.connect(context.destination)
  gain.connect(analyser)
  return {
    node: gain,
    setVolume: (volume) => gain.gain.setTargetAtTime(volume, context.currentTime, 0.01),
    setLoudspeaker: async (id) => {
      // A context that is moved without need may lose its device.
      if (id === current) return
      current = id
      if ("setSinkId" in context && typeof context.setSinkId === "function") await context.setSinkId(id)
    },
    level: () => {
      analyser.getFloatTimeDomainData(samples)
      return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
    }
  }
}
