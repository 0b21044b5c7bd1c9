/** The keys of the page. In a text field keys type, and only Escape has its meaning. */
import { useEffect, useRef } from "react"
import type { Console } from "../link/makeConsole.ts"
import type { VoiceState } from "../state/Console.ts"

/** What the keys act on. */
interface Options {
  readonly console: Console
  /** Whether there is something to interrupt. */
  readonly sounding: boolean
  /** Whether the user ends turns by hand. */
  readonly isManual: boolean
  readonly voice: VoiceState
  readonly onHelp: () => void
}

/** Whether a key types, or presses a control, where it happened. */
const belongsTo = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null

/** Listens to the keys of the page. */
export const useKeys = (options: Options): void => {
  const latest = useRef(options)
  latest.current = options
  useEffect(() => {
    const onDown = (event: KeyboardEvent): void => {
      const { console, isManual, onHelp, sounding, voice } = latest.current
      if (document.querySelector("dialog[open]") !== null) return
      if (event.key === "Escape" && sounding) {
        event.preventDefault()
        void console.interrupt()
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (belongsTo(event.target, "input:not([type=range]), textarea, select")) return
      const isMicrophone = voice._tag === "Live" && voice.kind === "microphone"
      if (event.key === "?") onHelp()
      if (event.key.toLowerCase() === "m" && voice._tag === "Live" && !(isManual && isMicrophone)) {
        console.mute(!voice.isMuted)
      }
      if (event.key !== " " || !isManual || !isMicrophone) return
      if (belongsTo(event.target, "button, summary, [role=tab], [role=log], input")) return
      event.preventDefault()
      if (!event.repeat) void console.hold()
    }
    const onUp = (event: KeyboardEvent): void => {
      if (event.key === " ") void latest.current.console.release()
    }
    // A page without the focus gets no event of the release.
    const onBlur = (): void => void latest.current.console.release()
    addEventListener("keydown", onDown)
    addEventListener("keyup", onUp)
    addEventListener("blur", onBlur)
    return () => {
      removeEventListener("keydown", onDown)
      removeEventListener("keyup", onUp)
      removeEventListener("blur", onBlur)
    }
  }, [])
}
