import { type Player, WebPlayer, type WebPlayerOptions } from "@antiphon/audio"
import { fromDevice } from "./fromDevice.ts"

/** Where it plays, and where its worklet is served; see the `WebPlayer` of `@antiphon/audio`. */
export interface SpeakerOptions extends Pick<WebPlayerOptions, "context" | "destination" | "workletUrl"> {
  /** Hz of what the model speaks; default 24 000. G.711 is 8 000. */
  readonly rate?: number
}

/** Plays the model, and says to the sample how far it came. Give it to `connect` as `speaker`. */
export interface RealtimeSpeaker extends Pick<Player, "rate" | "queue" | "clear">, AsyncDisposable {
  /** For a page that opened it outside of a click: browsers play only once the user has touched the page. */
  resume(): Promise<void>
  /** Ends it; nothing plays after. */
  close(): Promise<void>
}

/**
 * Opens the speaker of the page through an AudioWorklet: an interruption is silent within one render quantum (128 frames).
 * Call it from a click. Rejects with a `RealtimeError`: `unsupported`, or `device_failed` where the worklet does not load.
 */
export const openSpeaker = async ({ rate = 24_000, ...options }: SpeakerOptions = {}): Promise<RealtimeSpeaker> => {
  const made = await WebPlayer.make({ rate, ...options })
  if (made._tag === "Failure") throw fromDevice(made.failure)
  const player = made.success
  // Not awaited: it stays pending until the user touches the page.
  player.resume().catch(() => {})
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= player.close())
  const { clear, queue, resume } = player
  return { rate, queue, clear, resume, close, [Symbol.asyncDispose]: close }
}
