/** Line icons on a grid of 20, in the colour of the text around them. */
import type { ReactNode } from "react"

/** Draws an icon from its paths. */
const icon = (paths: ReactNode) => (
  <svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" aria-hidden="true" className="icon">
    {paths}
  </svg>
)

/** An open microphone. */
export const MicIcon = () =>
  icon(
    <>
      <rect x="7.25" y="2.5" width="5.5" height="9.5" rx="2.75" />
      <path d="M4.5 9.75a5.5 5.5 0 0 0 11 0M10 15.25v2.5" />
    </>
  )
/** A muted microphone. */
export const MicOffIcon = () =>
  icon(
    <>
      <path d="M7.25 8V5.25a2.75 2.75 0 0 1 5.5 0v4M12 11.6A2.75 2.75 0 0 1 7.25 9.7M4.5 9.75a5.5 5.5 0 0 0 9 4.3M15.5 9.75c0 .8-.17 1.56-.48 2.25M10 15.25v2.5M3 3l14 14" />
    </>
  )
/** Stops the model. */
export const StopIcon = () => icon(<rect x="5.5" y="5.5" width="9" height="9" rx="1.5" />)
/** Sends a message. */
export const SendIcon = () => icon(<path d="M10 16V4.5M5 9l5-5 5 5" />)
/** The light theme. */
export const SunIcon = () =>
  icon(
    <>
      <circle cx="10" cy="10" r="3.25" />
      <path d="M10 2.5v1.75M10 15.75v1.75M2.5 10h1.75M15.75 10h1.75M4.7 4.7l1.24 1.24M14.06 14.06l1.24 1.24M15.3 4.7l-1.24 1.24M5.94 14.06 4.7 15.3" />
    </>
  )
/** The dark theme. */
export const MoonIcon = () => icon(<path d="M16.5 11.7A6.75 6.75 0 0 1 8.3 3.5a6.75 6.75 0 1 0 8.2 8.2Z" />)
/** Searches events. */
export const SearchIcon = () =>
  icon(
    <>
      <circle cx="9" cy="9" r="5.25" />
      <path d="m13 13 3.75 3.75" />
    </>
  )
/** Pauses the list. */
export const PauseIcon = () => icon(<path d="M7.25 4.5v11M12.75 4.5v11" />)
/** Resumes the list. */
export const PlayIcon = () => icon(<path d="M6.5 4.25v11.5L15.5 10Z" />)
/** Copies a text. */
export const CopyIcon = () =>
  icon(
    <>
      <rect x="7.25" y="7.25" width="9" height="9" rx="2" />
      <path d="M12.75 7.25v-1.5a2 2 0 0 0-2-2h-5a2 2 0 0 0-2 2v5a2 2 0 0 0 2 2h1.5" />
    </>
  )
/** Confirms a copy. */
export const CheckIcon = () => icon(<path d="m4.5 10.5 3.75 3.75 7.25-8" />)
/** Opens a recording. */
export const OpenIcon = () =>
  icon(
    <path d="M2.75 15.5v-10a1.5 1.5 0 0 1 1.5-1.5h3l1.75 2h6.5a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5H4.25a1.5 1.5 0 0 1-1.5-1.5Z" />
  )
/** Saves files. */
export const SaveIcon = () =>
  icon(<path d="M10 3v9.5M6 9l4 4 4-4M3.75 13.5v1.75a1.5 1.5 0 0 0 1.5 1.5h9.5a1.5 1.5 0 0 0 1.5-1.5V13.5" />)
/** The devices. */
export const SoundIcon = () =>
  icon(
    <>
      <path d="M3.5 5.75h7M14.5 5.75h2M3.5 14.25h2M9.5 14.25h7" />
      <circle cx="12.5" cy="5.75" r="2" />
      <circle cx="7.5" cy="14.25" r="2" />
    </>
  )
/** Sends an event. */
export const EventIcon = () => icon(<path d="M3 4.25 17 10 3 15.75l2.25-5.75ZM5.25 10H10" />)
/** Opens the help. */
export const HelpIcon = () => icon(<path d="M7.4 7.6a2.65 2.65 0 1 1 4.1 2.2c-.9.6-1.5 1.1-1.5 2.1M10 14.6v.15" />)
/** Closes a part of the page. */
export const CloseIcon = () => icon(<path d="m5 5 10 10M15 5 5 15" />)
/** A function call. */
export const ToolIcon = () => icon(<path d="m7 5.5-4 4.5 4 4.5M13 5.5l4 4.5-4 4.5" />)
/** A received event. */
export const InIcon = () => icon(<path d="M10 4v11.5M5.5 11l4.5 4.5 4.5-4.5" />)
/** A sent event. */
export const OutIcon = () => icon(<path d="M10 16V4.5M5.5 9 10 4.5 14.5 9" />)
/** Opens a menu. */
export const ChevronIcon = () => icon(<path d="m6 8 4 4 4-4" />)
/** A problem. */
export const WarningIcon = () =>
  icon(
    <path d="M10 7.5v3.25M10 13.6v.15M8.75 3.6 2.4 14.5A1.45 1.45 0 0 0 3.65 16.7h12.7a1.45 1.45 0 0 0 1.25-2.2L11.25 3.6a1.45 1.45 0 0 0-2.5 0Z" />
  )

/** The mark of the project. */
export const Mark = () => (
  <svg viewBox="0 0 24 24" width="24" height="24" fill="none" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
    <path stroke="var(--you)" d="M4 10.5v-2M9.33 10.5v-6M14.66 10.5v-4M20 10.5v-1.5" />
    <path stroke="var(--accent)" d="M4 14v1.5M9.33 14v3.5M14.66 14v6M20 14v2.5" />
  </svg>
)
