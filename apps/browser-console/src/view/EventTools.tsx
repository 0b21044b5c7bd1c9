/** The search and the filters of the event list. */
import { type RefObject, useRef } from "react"
import { type EventFilter, toggleType } from "../state/EventFilter.ts"
import type { EventLog } from "../state/EventLog.ts"
import { InIcon, OpenIcon, OutIcon, PauseIcon, PlayIcon, SearchIcon } from "./icons.tsx"
import { TypeFilter } from "./TypeFilter.tsx"

/** The log, the filter, and how to change what is shown. */
interface Props {
  readonly log: EventLog
  readonly filter: EventFilter
  readonly onFilter: (filter: EventFilter) => void
  readonly search: RefObject<HTMLInputElement | null>
  readonly isHeld: boolean
  readonly onHold: (isHeld: boolean) => void
  readonly onOpen: (file: File) => void
}

/** The tools above the event list. */
export const EventTools = ({ filter, isHeld, log, onFilter, onHold, onOpen, search }: Props) => {
  const file = useRef<HTMLInputElement>(null)
  const issues = log.entries.filter(({ tapped }) => tapped.decoded._tag === "Malformed").length
  const only = (direction: "in" | "out"): void =>
    onFilter({ ...filter, direction: filter.direction === direction ? "both" : direction })
  return (
    <div className="event-tools">
      <div className="search">
        <SearchIcon />
        <input
          ref={search}
          type="search"
          aria-label="Search events"
          aria-keyshortcuts="/"
          placeholder="Search events"
          value={filter.search}
          onChange={({ target }) => onFilter({ ...filter, search: target.value })}
        />
        {filter.search === "" && <kbd>/</kbd>}
      </div>
      <button
        type="button"
        className="round"
        aria-label={isHeld ? "Resume" : "Pause"}
        title={isHeld ? "Resume" : "Pause"}
        aria-pressed={isHeld}
        onClick={() => onHold(!isHeld)}
      >
        {isHeld ? <PlayIcon /> : <PauseIcon />}
      </button>
      <button
        type="button"
        className="round"
        aria-label="Open a recorded session"
        title="Open a recorded session"
        onClick={() => file.current?.click()}
      >
        <OpenIcon />
      </button>
      <input
        ref={file}
        type="file"
        hidden
        accept=".jsonl,.ndjson,application/jsonl,application/x-ndjson"
        aria-label="Recorded session"
        onChange={({ target }) => {
          const [chosen] = target.files ?? []
          if (chosen !== undefined) onOpen(chosen)
          target.value = ""
        }}
      />
      <div className="chips">
        <button type="button" className="chip" aria-pressed={filter.direction === "in"} onClick={() => only("in")}>
          <InIcon />
          In
        </button>
        <button type="button" className="chip" aria-pressed={filter.direction === "out"} onClick={() => only("out")}>
          <OutIcon />
          Out
        </button>
        <button
          type="button"
          className="chip"
          aria-pressed={filter.audio}
          onClick={() => onFilter({ ...filter, audio: !filter.audio })}
        >
          Audio
        </button>
        <button
          type="button"
          className="chip"
          data-alert={issues > 0}
          aria-pressed={filter.onlyIssues}
          onClick={() => onFilter({ ...filter, onlyIssues: !filter.onlyIssues })}
        >
          Issues
          <span className="count">{issues}</span>
        </button>
        <TypeFilter log={log} filter={filter} onToggle={(type) => onFilter(toggleType(filter, type))} />
      </div>
    </div>
  )
}
