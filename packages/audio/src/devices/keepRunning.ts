/**
 * Keeps an audio context of a page running. A phone call, a locked screen, a changed device or a policy suspends it,
 * and browsers do not resume it. Everything that may let it run again is an occasion to ask.
 */
export type DeviceChange =
  /** Nothing is played or captured from here on. */
  { readonly _tag: "Suspended" } | { readonly _tag: "Resumed" }

/** `suspended` includes `interrupted`, which only Safari has. */
export type DeviceState = "running" | "suspended" | "closed"

export interface Kept {
  readonly state: () => DeviceState
  /** Asks the browser to run the context. Stays pending in browsers that require a touch first. */
  readonly resume: () => Promise<void>
  /** Checks the state again after something else has changed. */
  readonly look: () => void
  /** Stops listening. */
  readonly release: () => void
}

/** Browsers require one of these before a page may play. */
const gestures = ["pointerdown", "touchend", "keydown"]

/**
 * Reports each change until it is released. Resumes the context unless it is `foreign`, since its owner may have
 * suspended it on purpose. `hasInput` says whether the device gives sound.
 */
export const keepRunning = (
  context: AudioContext,
  options: {
    readonly foreign: boolean
    readonly onChange: (change: DeviceChange) => void
    readonly hasInput?: () => boolean
  }
): Kept => {
  const { foreign, hasInput = () => true, onChange } = options
  const released = new AbortController()
  const { signal } = released
  let wasRunning = true

  const state = (): DeviceState => {
    if (context.state === "closed") return "closed"
    return context.state === "running" && hasInput() ? "running" : "suspended"
  }
  const resume = async (): Promise<void> => {
    if (context.state !== "running") await context.resume()
  }
  const tryToResume = (): void => {
    if (!foreign && !signal.aborted && context.state !== "closed") resume().catch(() => {})
  }
  const look = (): void => {
    const now = state()
    if (signal.aborted || now === "closed") return
    if (wasRunning !== (now === "running")) onChange({ _tag: wasRunning ? "Suspended" : "Resumed" })
    wasRunning = now === "running"
    tryToResume()
  }

  context.addEventListener("statechange", look, { signal })
  document.addEventListener("visibilitychange", tryToResume, { signal })
  navigator.mediaDevices?.addEventListener("devicechange", tryToResume, { signal })
  for (const gesture of gestures) document.addEventListener(gesture, tryToResume, { signal, capture: true })
  tryToResume()
  return { state, resume, look, release: () => released.abort() }
}
