/** The microphone button. */
import type { KeyboardEvent } from "react"
import type { Console } from "../link/makeConsole.ts"
import type { Opening } from "../link/openSession.ts"
import type { ConsoleState } from "../state/Console.ts"
import { MicIcon, MicOffIcon } from "./icons.tsx"

/** The state that the button shows. */
interface Props {
  readonly state: ConsoleState
  readonly console: Console
  readonly canOpen: boolean
  readonly onOpen: (voice: Opening["voice"]) => void
}

/** Opens the microphone, and then mutes or unmutes it. */
export const TalkButton = ({ canOpen, console, onOpen, state: { link, voice } }: Props) => {
  const isOpen = link._tag === "Open"
  const isHeard = voice._tag === "Live" && !voice.isMuted
  const press = (): void => {
    if (!isOpen) return onOpen("microphone")
    if (voice._tag === "Live") return console.mute(!voice.isMuted)
    void console.speak("microphone")
  }
  const label = !isOpen ? "Start talking" : voice._tag !== "Live" ? "Open the microphone" : isHeard ? "Mute" : "Unmute"
  const look = voice._tag !== "Live" ? "off" : !isHeard ? "muted" : voice.kind === "sample" ? "sample" : "heard"
  return (
    <button
      type="button"
      className="talk-button"
      data-voice={look}
      aria-label={label}
      title={label}
      disabled={isOpen ? voice._tag === "Opening" : !canOpen || link._tag === "Reconnecting"}
      onClick={press}
    >
      {voice._tag === "Live" && voice.isMuted ? <MicOffIcon /> : <MicIcon />}
    </button>
  )
}

/** The console, and whether the button is held. */
interface HoldProps {
  readonly console: Pick<Console, "hold" | "release">
  readonly isHeld: boolean
}

/** Talks while it is held, by pointer or by the space bar. */
export const HoldButton = ({ console, isHeld }: HoldProps) => {
  const down = (): void => void console.hold()
  const up = (): void => void console.release()
  return (
    <button
      type="button"
      className="talk-button hold"
      data-voice={isHeld ? "heard" : "ready"}
      aria-pressed={isHeld}
      aria-keyshortcuts="Space"
      title="Hold to talk"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        down()
      }}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== " " && event.key !== "Enter") return
        event.preventDefault()
        if (!event.repeat) down()
      }}
      onKeyUp={(event: KeyboardEvent) => {
        if (event.key === " " || event.key === "Enter") up()
      }}
      onBlur={up}
      onContextMenu={(event) => event.preventDefault()}
    >
      <MicIcon />
      <span>{isHeld ? "Listening…" : "Hold to talk"}</span>
    </button>
  )
}
