import type { DeviceError } from "./DeviceError.ts"
import { hasWebAudio, loadWorklet, noWebAudio } from "./loadWorklet.ts"
import { fail, type Outcome, succeed } from "./Outcome.ts"
import type { Player, PlayerCleared, PlayerOptions } from "./Player.ts"
import { type FromPlayer, playerName, type PlayerSettings, type ToPlayer } from "./workletMessages.ts"

export interface WebPlayerOptions extends PlayerOptions {
  /** Plays in this context, at its rate, and leaves it open on close. Without one the player has its own. */
  readonly context?: AudioContext
  /** Where the sound goes: the context's destination unless told. */
  readonly destination?: AudioNode
  /** Where `@antiphon/audio/worklets/player.js` is served, if not beside this module. */
  readonly workletUrl?: string | URL
}

/** A player through Web Audio. */
export interface WebPlayer extends Player {
  readonly context: AudioContext
  /** Browsers start a context only after the user touched the page: call this from a click. */
  readonly resume: () => Promise<void>
}

const latencyMs = (context: AudioContext): number => (context.baseLatency + (context.outputLatency || 0)) * 1000

/**
 * Plays through an AudioWorklet: survives running dry, resamples where the context's rate differs, and drops what is queued
 * within one render quantum (128 frames) of the order. Positions are exact to the sample rendered.
 */
const make = async (options: WebPlayerOptions): Promise<Outcome<WebPlayer, DeviceError>> => {
  if (!hasWebAudio()) return fail(noWebAudio())
  const { rate, onPosition = () => {} } = options
  const context = options.context ?? new AudioContext({ sampleRate: rate, latencyHint: "interactive" })
  const closeContext = async () => {
    if (options.context === undefined) await context.close()
  }
  const settings: PlayerSettings = { rate }
  const loaded = await loadWorklet(
    context,
    options.workletUrl ?? new URL("./worklets/player.js", import.meta.url),
    playerName,
    { numberOfInputs: 0, outputChannelCount: [1], processorOptions: settings }
  )
  if (loaded._tag === "Failure") {
    await closeContext()
    return loaded
  }
  const node = loaded.success
  const send = (message: ToPlayer) => node.port.postMessage(message, [])
  const clearing: Array<(cleared: PlayerCleared) => void> = []
  node.port.addEventListener("message", ({ data }: MessageEvent<FromPlayer>) => {
    if (data._tag === "Cleared") {
      clearing.shift()?.({ until: data.until, resumesAt: data.resumesAt, latencyMs: latencyMs(context) })
    } else onPosition({ until: data.until, latencyMs: Math.max(0, latencyMs(context) - data.idleMs) })
  })
  node.port.start()
  node.connect(options.destination ?? context.destination)
  return succeed({
    rate,
    context,
    resume: () => context.resume(),
    queue: (samples) => send({ _tag: "Queue", samples: samples.slice() }),
    clear: () =>
      new Promise((resolve) => {
        clearing.push(resolve)
        send({ _tag: "Clear" })
      }),
    close: async () => {
      node.disconnect()
      node.port.close()
      await closeContext()
    }
  })
}

export const WebPlayer = { make }
