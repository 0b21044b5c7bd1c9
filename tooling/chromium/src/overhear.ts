/** What the loudspeaker of a page did, as the page tells it (`globalThis.overheard`). */
export interface Overheard {
  /** Samples rendered that are not silent. */
  sounding: number
  /** The frame of the last of them. */
  lastFrame: number
  /** The frame at which each `input_audio_buffer.speech_started` came in at the socket. */
  readonly startedAt: Array<number>
  /** The same by `performance.now()`. */
  readonly startedMs: Array<number>
  /** Frames a second; 0 before anything was connected to the loudspeaker. */
  rate: number
}

declare global {
  var overheard: Overheard
}

/** What a page's site serves as `/recorder.js`: tells of every quantum that sounds how much of it does, and until when. */
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

/** For `page.addInitScript`: records what goes to the loudspeaker, and when the user was heard to speak. Stands alone. */
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
