/** The controls of a Live session. */
import { useState } from "react"
import { MicIcon, MicOffIcon, SendIcon } from "../view/icons.tsx"
import type { LiveDesk, LiveOpening, LiveView } from "./LiveDesk.ts"

/** The session and its commands. */
interface Props {
  readonly state: LiveView
  readonly desk: LiveDesk
  readonly onOpen: (voice: LiveOpening["voice"]) => void
}

/** The controls at the foot of the page, and the end of the session. */
export const LiveDock = ({ desk, onOpen, state }: Props) => {
  const [text, setText] = useState("")
  const { link, problem, session, voice } = state
  const isOpen = link._tag === "Open"
  const isMuted = session?.isMuted ?? false
  const isSending = voice._tag === "Live"
  const press = (): void => {
    if (!isOpen) onOpen("microphone")
    else if (isSending) void desk.mute(!isMuted)
    else void desk.speak()
  }
  const trouble = problem ?? (voice._tag === "Unavailable" ? voice.why : undefined)
  const label = !isOpen ? "Start talking" : !isSending ? "Open the microphone" : isMuted ? "Unmute" : "Mute"
  return (
    <>
      {link._tag === "Ended" && (
        <div className="problem" data-calm={!link.isFailure} role={link.isFailure ? "alert" : "status"}>
          <p>{link.why}</p>
          <button type="button" className="secondary small" onClick={desk.clear}>
            Clear
          </button>
        </div>
      )}
      {isOpen && trouble !== undefined && (
        <div className="problem" role="alert">
          <p>{trouble}</p>
        </div>
      )}
      <div className="dock">
        <button
          type="button"
          className="talk-button"
          data-voice={!isSending ? "off" : isMuted ? "muted" : voice.kind === "sample" ? "sample" : "heard"}
          aria-label={label}
          title={label}
          disabled={voice._tag === "Opening" || link._tag === "Connecting"}
          onClick={press}
        >
          {isMuted ? <MicOffIcon /> : <MicIcon />}
        </button>
        <form
          className="composer"
          onSubmit={(event) => {
            event.preventDefault()
            if (text.trim() !== "") void desk.say(text.trim())
            setText("")
          }}
        >
          <input
            aria-label="Words for the model"
            value={text}
            placeholder="Words for the model"
            disabled={!isOpen}
            onChange={({ target }) => setText(target.value)}
          />
          <button type="submit" className="round" aria-label="Send" disabled={!isOpen || text.trim() === ""}>
            <SendIcon />
          </button>
        </form>
      </div>
    </>
  )
}
