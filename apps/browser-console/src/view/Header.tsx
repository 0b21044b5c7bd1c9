/** The top line of the page, with the view, the connection and the theme. */
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react"
import { isLive, type Link } from "../state/Console.ts"
import { HelpIcon, Mark, MoonIcon, SunIcon } from "./icons.tsx"
import { currentTheme, onTheme, setTheme } from "./theme.ts"

/** The connection and the view that is shown. */
interface Props {
  readonly link: Link
  /** The model and the transport. */
  readonly about: string
  readonly view: "talk" | "inspector"
  readonly onView: (view: "talk" | "inspector") => void
  readonly onHelp: () => void
  /** More controls. */
  readonly children: ReactNode
  readonly onClose: () => Promise<void>
}

/** The top line. */
export const Header = ({ about, children, link, onClose, onHelp, onView, view }: Props) => {
  const theme = useSyncExternalStore(onTheme, currentTheme)
  return (
    <header className="header">
      <h1 className="brand">
        <Mark />
        Antiphon
      </h1>
      <div className="switch views" role="group" aria-label="View">
        <button type="button" aria-pressed={view === "talk"} onClick={() => onView("talk")}>
          Talk
        </button>
        <button type="button" aria-pressed={view === "inspector"} onClick={() => onView("inspector")}>
          Inspector
        </button>
      </div>
      <div className="status" data-link={link._tag} role="status">
        <span className="lamp" />
        <span className="status-text">{wordsOf(link)}</span>
        {isLive(link) && (
          <>
            <span className="status-more">{about}</span>
            <Clock />
          </>
        )}
      </div>
      {(isLive(link) || link._tag === "Connecting") && (
        <button type="button" className="secondary small end" onClick={() => void onClose()}>
          {link._tag === "Connecting" ? "Cancel" : "End"}
        </button>
      )}
      {children}
      <button
        type="button"
        className="round"
        aria-label="Keyboard help"
        title="Keyboard help"
        aria-keyshortcuts="?"
        onClick={onHelp}
      >
        <HelpIcon />
      </button>
      <button
        type="button"
        className="round"
        aria-label={theme === "dark" ? "Light theme" : "Dark theme"}
        title={theme === "dark" ? "Light theme" : "Dark theme"}
        onClick={() => setTheme(theme === "dark" ? "light" : "dark")}
      >
        {theme === "dark" ? <SunIcon /> : <MoonIcon />}
      </button>
    </header>
  )
}

/** The state of the connection in words. */
const wordsOf = (link: Link): string => {
  switch (link._tag) {
    case "Idle":
      return "Not connected"
    case "Connecting":
      return "Connecting"
    case "Open":
      return "Connected"
    case "Reconnecting":
      return "Reconnecting"
    case "Ended":
      return link.isFailure ? "Disconnected" : "Session ended"
  }
}

/** How long the session has been open. Each session has its own clock. */
const Clock = () => {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const began = performance.now()
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - began) / 1000)), 500)
    return () => clearInterval(timer)
  }, [])
  return (
    <time className="clock" aria-hidden="true">
      {Math.floor(seconds / 60)}:{`${seconds % 60}`.padStart(2, "0")}
    </time>
  )
}
