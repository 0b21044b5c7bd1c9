/** The microphone button. */
import type { Console } from "../link/makeConsole.ts"
import type { Opening } from "../link/openSession.ts"
/** The microphone button. */
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
  return (
    <button
      type="button"
      className="talk-button"
      data-voice={voice._tag === "Live" ? (isHeard ? "heard" : "muted") : "off"}
      aria-label={label}
      title={label}
      disabled={isOpen ? voice._tag === "Opening" : !canOpen}
      onClick={press}
    >
      {voice._tag === "Live" && voice.isMuted ? <MicOffIcon /> : <MicIcon />}
    </button>
  )
}
