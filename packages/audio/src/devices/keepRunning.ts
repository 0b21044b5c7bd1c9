/**
 * The life of a context in a page. A phone call, a locked screen, a device that changes or a policy suspends it, and browsers
 * do not resume it. Whatever may let it run again is taken as an occasion to ask for that.
 */
export type DeviceChange =
  /** Nothing is played, or heard, from here on. */
  { readonly _tag: "Suspended" } | { readonly _tag: "Resumed" }

/** `suspended` covers `interrupted`, which only Safari has. */
export type DeviceState = "running" | "suspended" | "closed"

export interface Kept {
  readonly state: () => DeviceState
  /** Asks for the context to run. Stays pending in browsers that want a touch first. */
  readonly resume: () => Promise<void>
  /** Looks again, after something else has changed. */
  readonly look: () => void
  /** Listens no more. */
  readonly release: () => void
}

/** Before a page may play, browsers want one of these. */
const gestures = ["pointerdown", "touchend", "keydown"]

/**
 * Tells of each change until it is released. Resumes the context unless it is `foreign`, since its owner may have suspended it
 * on purpose. `isHeard` says whether sound comes in from elsewhere.
 */
export const keepRunning = (
  context: AudioContext,
  options: {
    readonly foreign: boolean
    readonly onChange: (change: DeviceChange) => void
    readonly isHeard?: () => boolean
  }
): Kept => {
  const { foreign, isHeard = () => true, onChange } = options
  const released = new AbortController()
  const { signal } = released
  let wasRunning = true

  const state = (): DeviceState => {
    if (context.state === "closed") return "closed"
    return context.state === "running" && isHeard() ? "running" : "suspended"
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
