/** What the loudspeaker of a page played. The page keeps it in `globalThis.overheard`. */
export interface Overheard {
  /** The number of rendered samples that are not silent. */
  sounding: number
  /** The frame of the last of them. */
  lastFrame: number
  /** The frame at which each `input_audio_buffer.speech_started` arrived at the socket. */
  readonly startedAt: Array<number>
  /** The same by `performance.now()`. */
  readonly startedMs: Array<number>
  /** Frames a second. 0 until a node is connected to the loudspeaker. */
  rate: number
}

declare global {
  var overheard: Overheard
}

/**
 * The worklet that a page's site serves as `/recorder.js`. For each quantum that is not silent it posts the number of
 * samples that sound and the frame of the last one.
 */
export const recorder = `class Recorder extends AudioWorkletProcessor {
  process([input]) {
    const channel = input[0] ?? []
    const last = channel.findLastIndex((sample) => sample !== 0)
    if (last !== -1) {
      const sounding = channel.reduce((count, sample) => (sample === 0 ? count : count + 1), 0)
      this.port.postMessage({ sounding, last: currentFrame + last })
    }
    return true
  }
}
registerProcessor("recorder", Recorder)
`

/**
 * Records what goes to the loudspeaker, and when the server reported that the user began to speak. Pass it to
 * `page.addInitScript`. It refers to nothing outside its own body.
 */
export const overhear = (): void => {
  const overheard: Overheard = { sounding: 0, lastFrame: -1, startedAt: [], startedMs: [], rate: 0 }
  globalThis.overheard = overheard
  let player: BaseAudioContext | undefined

  const record = async (node: AudioNode): Promise<void> => {
    player = node.context
    overheard.rate = player.sampleRate
    await player.audioWorklet.addModule("/recorder.js")
    const tap = new AudioWorkletNode(player, "recorder", { numberOfOutputs: 0 })
    tap.port.addEventListener("message", ({ data }: MessageEvent<{ sounding: number; last: number }>) => {
      overheard.sounding += data.sounding
      overheard.lastFrame = data.last
    })
    tap.port.start()
    node.connect(tap)
  }
  const { connect } = AudioNode.prototype
  AudioNode.prototype.connect = function (this: AudioNode, ...to: ReadonlyArray<never>) {
    const [target]: ReadonlyArray<unknown> = to
    if (target instanceof AudioDestinationNode) void record(this)
    return Reflect.apply(connect, this, to)
  }

  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | Array<string>) {
      super(url, protocols)
      this.addEventListener("message", ({ data }) => {
        if (player === undefined || !String(data).includes(`"input_audio_buffer.speech_started"`)) return
        overheard.startedMs.push(performance.now())
        overheard.startedAt.push(player.currentTime * player.sampleRate)
      })
    }
  }
}
