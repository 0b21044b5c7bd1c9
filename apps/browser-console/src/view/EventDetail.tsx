/** One whole event, with its issues first and then its JSON. */
import { useEffect, useState } from "react"
import { fullTextOf, textOf } from "../state/eventText.ts"
import type { LogEntry } from "../state/EventLog.ts"
import { issuesOf } from "../state/issueOf.ts"
import { EventChanges } from "./EventChanges.tsx"
import { CheckIcon, CloseIcon, CopyIcon } from "./icons.tsx"
import { Json } from "./Json.tsx"

/** The event, and what the user can do with it. */
interface Props {
  readonly entry: LogEntry
  /** Whether the list shows only its type. */
  readonly isOnly: boolean
  /** Shows only its type, or all types again. */
  readonly onOnly: () => void
  /** The event to compare with, if the user chose one. */
  readonly base: LogEntry | undefined
  /** Compares the events that are opened next with this one, or ends that. */
  readonly onCompare: () => void
  readonly onClose: () => void
}

/** The opened event. */
export const EventDetail = ({ base, entry, isOnly, onClose, onCompare, onOnly }: Props) => {
  const issues = issuesOf(entry.tapped)
  const { tapped, type } = entry
  const { decoded } = tapped
  return (
    <section className="event-detail" aria-label="Event">
      <header>
        <h2>{type}</h2>
        <span className="kind" data-kind={decoded._tag}>
          {decoded._tag === "Known" ? (tapped.direction === "in" ? "received" : "sent") : decoded._tag.toLowerCase()}
        </span>
        <button type="button" className="round small" aria-label="Close the event" onClick={onClose}>
          <CloseIcon />
        </button>
        <div className="acts">
          <button type="button" className="secondary small" aria-pressed={isOnly} onClick={onOnly}>
            {isOnly ? "All types" : "Only this type"}
          </button>
          <button type="button" className="secondary small" aria-pressed={base !== undefined} onClick={onCompare}>
            Compare
          </button>
          <Copy text={() => fullTextOf(tapped)} key={entry.id} />
        </div>
      </header>
      <div className="event-body" tabIndex={0} role="group" aria-label="Content of the event">
        {issues.length > 0 && (
          <ul className="issues">
            {issues.map(({ message, path }) => (
              <li key={path}>
                {path !== "" && <code>{path}</code>} {message}
              </li>
            ))}
          </ul>
        )}
        {base !== undefined && base.id === entry.id && (
          <p className="compared">Open another event to see how it differs from this one.</p>
        )}
        {base === undefined || base.id === entry.id ? (
          <Json text={textOf(tapped)} />
        ) : (
          <EventChanges base={base} entry={entry} />
        )}
      </div>
    </section>
  )
}

/** Copies a text, and confirms it for a moment. */
const Copy = ({ text }: { readonly text: () => string }) => {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1600)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <button
      type="button"
      className="secondary small copy"
      onClick={() => void navigator.clipboard.writeText(text()).then(() => setCopied(true))}
    >
      {copied ? <CheckIcon /> : <CopyIcon />}
      {copied ? "Copied" : "Copy"}
    </button>
  )
}
