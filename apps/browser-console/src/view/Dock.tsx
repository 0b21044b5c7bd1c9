/** The controls of the conversation, to talk, type and interrupt. */
import { useState } from "react"
import type { Console } from "../link/makeConsole.ts"
import type { Opening } from "../link/openSession.ts"
import type { ConsoleState } from "../state/Console.ts"
import type { Settings } from "../state/Settings.ts"
import { SendIcon, StopIcon } from "./icons.tsx"
import { TalkButton } from "./TalkButton.tsx"

/** The state of the session, and its commands. */
interface Props {
  readonly state: ConsoleState
  readonly console: Console
  readonly settings: Settings
  readonly sounding: boolean
  readonly canOpen: boolean
  readonly onOpen: (voice: Opening["voice"]) => void
}

/** The controls at the foot of the page. */
export const Dock = ({ canOpen, console, onOpen, settings, sounding, state }: Props) => {
  const [text, setText] = useState("")
  const isOpen = state.link._tag === "Open"
  const isManual = settings.detection === "none"
  const send = (): void => {
    if (text.trim() === "") return
    void console.sendText(text.trim())
    setText("")
  }
  return (
    <div className="dock">
      <TalkButton state={state} console={console} canOpen={canOpen} onOpen={onOpen} />
      {isManual && isOpen && (
        <button
          type="button"
          className="secondary"
          disabled={state.voice._tag !== "Live"}
          onClick={() => void console.sendTurn()}
        >
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
          placeholder={isOpen ? "Or type a message" : "Connect to type"}
          disabled={!isOpen}
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className="round" aria-label="Send" disabled={!isOpen || text.trim() === ""}>
          <SendIcon />
        </button>
      </form>
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
    </div>
  )
}
