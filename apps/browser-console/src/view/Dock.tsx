/** The controls of the conversation, to talk, type and interrupt. */
import { useState } from "react"
import type { DeviceChoice } from "../link/devices.ts"
import type { Console } from "../link/makeConsole.ts"
import type { Opening } from "../link/openSession.ts"
import type { ConsoleState, Link } from "../state/Console.ts"
import type { Settings } from "../state/Settings.ts"
import { DeviceMenu } from "./DeviceMenu.tsx"
import { SendIcon, StopIcon } from "./icons.tsx"
import { HoldButton, TalkButton } from "./TalkButton.tsx"

/** The state of the session, and its commands. */
interface Props {
  readonly state: ConsoleState
  readonly console: Console
  readonly settings: Settings
  readonly sounding: boolean
  readonly canOpen: boolean
  /** Opens a session, and sends a first message if there is one. */
  readonly onOpen: (voice: Opening["voice"], text?: string) => void
  readonly devices: DeviceChoice
  readonly onDevices: (choice: DeviceChoice) => void
}

/** The controls at the foot of the page. */
export const Dock = ({ canOpen, console, devices, onDevices, onOpen, settings, sounding, state }: Props) => {
  const [text, setText] = useState("")
  const isOpen = state.link._tag === "Open"
  const canType = isOpen || (canOpen && state.link._tag !== "Reconnecting")
  const { voice } = state
  const isManual = settings.detection === "none" && isOpen && voice._tag === "Live"
  const send = (): void => {
    const words = text.trim()
    if (words === "") return
    if (isOpen) void console.sendText(words)
    else onOpen("none", words)
    setText("")
  }
  return (
    <div className="dock">
      {isManual && voice.kind === "microphone" ? (
        <HoldButton console={console} isHeld={!voice.isMuted} />
      ) : (
        <TalkButton state={state} console={console} canOpen={canOpen} onOpen={onOpen} />
      )}
      <DeviceMenu console={console} choice={devices} onChoice={onDevices} />
      {isManual && voice.kind === "sample" && (
        <button type="button" className="secondary" onClick={() => void console.sendTurn()}>
          Send turn
        </button>
      )}
      <form
        className="composer"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <input
          aria-label="Message"
          value={text}
          placeholder={placeholderOf(state.link)}
          disabled={!canType}
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className="round" aria-label="Send" disabled={!canType || text.trim() === ""}>
          <SendIcon />
        </button>
      </form>
      {isOpen && (
        <button
          type="button"
          className="interrupt"
          disabled={!sounding}
          aria-keyshortcuts="Escape"
          onClick={() => void console.interrupt()}
        >
          <StopIcon />
          <span>Interrupt</span>
          <kbd>Esc</kbd>
        </button>
      )}
    </div>
  )
}

/** What typing does now. */
const placeholderOf = ({ _tag }: Link): string => {
  switch (_tag) {
    case "Open":
      return "Message"
    case "Connecting":
      return "Connecting…"
    case "Reconnecting":
      return "Reconnecting…"
    default:
      return "Type to begin"
  }
}
