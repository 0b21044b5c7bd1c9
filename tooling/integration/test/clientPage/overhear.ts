/** What a page's loudspeaker did, told by the page itself. */
export interface Overheard {
  /** Samples rendered that are not silent. */
  sounding: number
  /** The frame of the last of them. */
  lastFrame: number
  /** The frame at which each `input_audio_buffer.speech_started` came in at the socket. */
  readonly startedAt: Array<number>
  /** Frames a second. */
  rate: number
}

declare global {
  var overheard: Overheard
}

/** Runs in the page before its own scripts: records what goes to the loudspeaker and when the user was heard to speak. */
export const overhear = (): void => {
  const overheard: Overheard = { sounding: 0, lastFrame: -1, startedAt: [], rate: 0 }
  globalThis.overheard = overheard
  let player: BaseAudioContext | undefined

  const record = async (node: AudioNode): Promise<void> => {
    player = node.context
    overheard.rate = player.sampleRate
    await player.audioWorklet.addModule("/recorder.js")
    const recorder = new AudioWorkletNode(player, "recorder", { numberOfOutputs: 0 })
    recorder.port.addEventListener("message", ({ data }: MessageEvent<{ sounding: number; last: number }>) => {
      overheard.sounding += data.sounding
      overheard.lastFrame = data.last
    })
    recorder.port.start()
    node.connect(recorder)
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
        overheard.startedAt.push(player.currentTime * player.sampleRate)
      })
    }
  }
}
