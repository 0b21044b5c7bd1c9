import { playerUrl } from "../workletUrls.ts"
import type { DeviceError } from "./DeviceError.ts"
import { type DeviceChange, type DeviceState, keepRunning } from "./keepRunning.ts"
import { makeLatency } from "./makeLatency.ts"
import { hasWebAudio, loadWorklet, noWebAudio } from "./loadWorklet.ts"
import { fail, type Result, succeed } from "../Result.ts"
import type { Player, PlayerCleared, PlayerOptions, PlayerPosition } from "./Player.ts"
import { type FromPlayer, playerName, type PlayerSettings, type ToPlayer } from "./workletMessages.ts"

export interface WebPlayerOptions extends PlayerOptions {
  /** Plays in this context, at its rate, and leaves it open on close. By default the player makes its own context. */
  readonly context?: AudioContext
  /**
   * Called when the context is suspended, e.g. by a phone call, and when it runs again. The player resumes its own
   * context as soon as the browser allows. It never resumes a context that you pass.
   */
  readonly onChange?: (change: DeviceChange) => void
  /** Where the sound goes. Defaults to the context's destination. */
  readonly destination?: AudioNode
  /** Where `@antiphon/audio/worklets/player.js` is served, if not beside this module. */
  readonly workletUrl?: string | URL
}

/** A player through Web Audio. */
export interface WebPlayer extends Player {
  readonly context: AudioContext
  /**
   * `suspended` while nothing plays, e.g. before the first touch of the page, or while the system has taken its audio.
   */
  readonly state: () => DeviceState
  /**
   * Resumes the context. Call it from a click, because browsers start a context only after the user touched the page.
   */
  readonly resume: () => Promise<void>
}

/**
 * A worklet whose context is suspended or closed may not answer. After one look the last reported position counts. In a
 * context that runs, the answer is only waiting for its turn.
 */
const lookMs = 500
const mostLooks = 10

/**
 * Plays through an AudioWorklet. Survives an empty queue, resamples if the context has another rate, and drops what is
 * queued within one render quantum (128 frames). Positions are exact to the rendered sample.
 */
const make = async (options: WebPlayerOptions): Promise<Result<WebPlayer, DeviceError>> => {
  if (!hasWebAudio()) return fail(noWebAudio())
  const { rate, onChange = () => {}, onPosition = () => {} } = options
  const context = options.context ?? new AudioContext({ sampleRate: rate, latencyHint: "interactive" })
  const { release, resume, state } = keepRunning(context, { foreign: options.context !== undefined, onChange })
  const latencyMs = makeLatency(context)
  const closeContext = async () => {
    release()
    if (options.context === undefined) await context.close()
  }
  const settings: PlayerSettings = { rate }
  const loaded = await loadWorklet(context, options.workletUrl ?? playerUrl(), playerName, {
    numberOfInputs: 0,
    outputChannelCount: [1],
    processorOptions: settings
  })
  if (loaded._tag === "Failure") {
    await closeContext()
    return loaded
  }
  const node = loaded.success
  const send = (message: ToPlayer, transfer: Array<Transferable> = []) => node.port.postMessage(message, transfer)
  const clearing = new Map<number, (cleared: PlayerCleared) => void>()
  let clears = 0
  let given = 0
  let until = 0
  let idleMs = 0
  let isClosed = false
  const position = (): PlayerPosition => ({ until, latencyMs: Math.max(0, latencyMs() - idleMs) })
  const answer = (id: number, resumesAt: number) => {
    clearing.get(id)?.({ until, resumesAt, latencyMs: latencyMs() })
    clearing.delete(id)
  }
  node.port.addEventListener("message", ({ data }: MessageEvent<FromPlayer>) => {
    until = data.until
    if (data._tag === "Cleared") return answer(data.id, data.resumesAt)
    idleMs = data.idleMs
    onPosition(position())
  })
  node.port.start()
  node.connect(options.destination ?? context.destination)
  return succeed({
    rate,
    context,
    state,
    resume,
    queue: (samples) => {
      const copy = samples.slice()
      given += samples.length
      idleMs = 0
      send({ _tag: "Queue", samples: copy }, [copy.buffer])
    },
    position: () => ({ ...position(), given }),
    clear: () =>
      new Promise((resolve) => {
        const id = clears++
        const resumesAt = given
        clearing.set(id, resolve)
        send({ _tag: "Clear", id })
        const look = (looks: number): void => {
          if (!clearing.has(id)) return
          if (isClosed || context.state !== "running" || looks === mostLooks) answer(id, resumesAt)
          else setTimeout(look, lookMs, looks + 1)
        }
        setTimeout(look, lookMs, 1)
      }),
    close: async () => {
      isClosed = true
      send({ _tag: "Close" })
      node.disconnect()
      await closeContext()
    }
  })
}

export const WebPlayer = { make }
