/** The player of a call, over the playout. */
import { type Player, sampleRate } from "@antiphon/audio"
import type { Dialect, Frame, Said, Started } from "../Dialect.ts"
import { Playout } from "../playout/Playout.ts"
import type { PlayoutInput } from "../playout/PlayoutState.ts"
import { encodeSamples } from "./codec.ts"

export interface SpeakerOptions {
  readonly dialect: Dialect
  readonly started: Started
  readonly send: (frame: Frame) => void
  /** The time in ms, on a monotonic clock. */
  readonly now: () => number
  /** Asks for one call of `wake` after this time in ms. Replaces the call that was asked for before. */
  readonly wakeIn: (ms: number, wake: () => void) => void
}

export interface CallSpeaker extends Player {
  /** A mark came back, or the carrier's buffer is full or has room. */
  readonly take: (input: PlayoutInput) => void
  /** Plays what is due of a sound from a place in it, if nothing else plays. Returns the place to go on at. */
  readonly fill: (sound: Int16Array, from: number) => number
  readonly isPlayed: () => boolean
  /** Called once when all that was queued has been heard. */
  readonly onPlayed: (listener: () => void) => void
}

export const makeSpeaker = ({ dialect, now, send, started, wakeIn }: SpeakerOptions): CallSpeaker => {
  const rate = sampleRate(started.playFormat)
  const frame = started.frameSamples === undefined ? {} : { frameSamples: started.frameSamples }
  let state = Playout.make({ rate, facts: dialect.facts, ...frame })
  let isClosed = false
  let listeners: ReadonlyArray<() => void> = []
  let wakesAt: number | undefined

  const say = (said: Said): void => {
    for (const each of dialect.encode(said, started)) send(each)
  }

  const take = (input: PlayoutInput): void => {
    if (isClosed) return
    const time = now()
    const { outputs, state: next } = Playout.step(state, input, time)
    state = next
    for (const output of outputs) {
      say(
        output._tag === "Audio" ? { _tag: "Audio", bytes: encodeSamples(started.playFormat, output.samples) } : output
      )
    }
    schedule(time)
    if (listeners.length > 0 && Playout.isPlayed(state)) settle()
  }

  const schedule = (time: number): void => {
    const at = Playout.wakeAt(state)
    if (at === wakesAt) return
    wakesAt = at
    if (at === undefined) return
    wakeIn(Math.max(1, Math.ceil(at - time)), () => {
      wakesAt = undefined
      take({ _tag: "Time" })
    })
  }

  const settle = (): void => {
    const settled = listeners
    listeners = []
    for (const listener of settled) listener()
  }

  take({ _tag: "Time" })

  return {
    rate,
    queue: (samples) => take({ _tag: "Queued", samples }),
    position: () => ({ until: Playout.position(state, now()), latencyMs: 0, given: state.given }),
    clear: () => {
      const until = Playout.clearPosition(state, now())
      const resumesAt = state.given
      take({ _tag: "Clear" })
      return Promise.resolve({ until, latencyMs: 0, resumesAt })
    },
    close: () => {
      isClosed = true
      settle()
      return Promise.resolve()
    },
    take,
    fill: (sound, from) => {
      let at = from
      for (let busy = -1; busy !== state.busyUntil;) {
        busy = state.busyUntil
        const samples = new Int16Array(state.frame)
        for (let each = 0; each < samples.length; each += 1) samples[each] = sound[(at + each) % sound.length] ?? 0
        take({ _tag: "Fill", samples })
        if (busy !== state.busyUntil) at = (at + samples.length) % sound.length
      }
      return at
    },
    isPlayed: () => isClosed || Playout.isPlayed(state),
    onPlayed: (listener) => {
      listeners = [...listeners, listener]
    }
  }
}
