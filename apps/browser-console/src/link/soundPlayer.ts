/** Plays recorded sound. One sound plays at a time. */
import { Pcm16 } from "@antiphon/audio"
import { soundRate } from "../state/Sound.ts"
import type { DeviceChoice } from "./devices.ts"
import { makeOutput } from "./output.ts"
import { makeStore, type Store } from "./Store.ts"

/** What plays now. */
export interface Playing {
  /** The name of the sound, or `undefined` if nothing plays. */
  readonly name: string | undefined
}

/** Plays sounds by name. */
export interface SoundPlayer {
  readonly state: Store<Playing>
  /** Plays from a moment in ms, mixed from its channels. Stops the sound before. */
  readonly play: (name: string, channels: ReadonlyArray<Int16Array>, from?: number) => Promise<void>
  readonly stop: () => void
  /** The moment of the sound that plays, in ms. `undefined` if nothing plays. */
  readonly position: () => number | undefined
}

/** Makes the player. `choice` gives the loudspeaker and the volume. */
export const makeSoundPlayer = (choice: () => DeviceChoice): SoundPlayer => {
  const state = makeStore<Playing>({ name: undefined })
  let current: { readonly context: AudioContext; readonly began: number; readonly from: number } | undefined

  const stop = (): void => {
    const closing = current
    current = undefined
    state.update((before) => (before.name === undefined ? before : { name: undefined }))
    void closing?.context.close()
  }

  return {
    state,
    stop,
    position: () => {
      if (current === undefined) return undefined
      return current.from + Math.max(0, current.context.currentTime - current.began) * 1000
    },
    play: async (name, channels, from = 0) => {
      stop()
      const length = Math.max(1, ...channels.map((channel) => channel.length))
      const context = new AudioContext({ sampleRate: soundRate })
      const output = makeOutput(context)
      const { loudspeaker, volume } = choice()
      output.setVolume(volume)
      await output.setLoudspeaker(loudspeaker).catch(() => {})
      const buffer = context.createBuffer(1, length, soundRate)
      const mixed = buffer.getChannelData(0)
      for (const channel of channels) {
        const floats = Pcm16.toFloat32(channel)
        for (let at = 0; at < floats.length; at++) mixed[at] = (mixed[at] ?? 0) + (floats[at] ?? 0)
      }
      const source = new AudioBufferSourceNode(context, { buffer })
      source.connect(output.node)
      const mine = { context, began: context.currentTime, from }
      current = mine
      source.addEventListener("ended", () => (current === mine ? stop() : undefined), { once: true })
      source.start(0, from / 1000)
      await context.resume()
      state.update(() => ({ name }))
    }
  }
}
