/** The top line of the page, with the view, the connection and the theme. */
import { useEffect, useState, useSyncExternalStore } from "react"
import { type Carrier, carriers } from "../link/Carriage.ts"
import type { Link } from "../state/Console.ts"
import { Mark, MoonIcon, SunIcon } from "./icons.tsx"
import { currentTheme, onTheme, setTheme } from "./theme.ts"

/** The connection and the view that is shown. */
interface Props {
  readonly link: Link
  readonly carrier: Carrier
  readonly tab: "talk" | "inspector"
  readonly onTab: (tab: "talk" | "inspector") => void
  readonly onClose: () => Promise<void>
}

/** The top line. */
export const Header = ({ carrier, link, onClose, onTab, tab }: Props) => {
  const theme = useSyncExternalStore(onTheme, currentTheme)
  const label = carriers.find(({ id }) => id === carrier)?.label
  return (
    <header className="header">
      <h1 className="brand">
        <Mark />
        Antiphon
      </h1>
      <div className="switch views" role="group" aria-label="View">
        <button type="button" aria-pressed={tab === "talk"} onClick={() => onTab("talk")}>
          Talk
        </button>
        <button type="button" aria-pressed={tab === "inspector"} onClick={() => onTab("inspector")}>
          Inspector
        </button>
      </div>
      <div className="status" data-link={link._tag} role="status">
        <span className="lamp" />
        <span className="status-text">{wordsOf(link)}</span>
        {link._tag === "Open" && (
          <>
            <span className="status-more">
              {link.about} · {label}
            </span>
            <Clock />
          </>
        )}
      </div>
      {(link._tag === "Open" || link._tag === "Connecting") && (
        <button type="button" className="quiet" onClick={() => void onClose()}>
          {link._tag === "Open" ? "End" : "Cancel"}
        </button>
      )}
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
