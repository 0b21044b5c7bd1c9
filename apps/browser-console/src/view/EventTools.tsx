/** The search and the filters of the event list. */
import { type RefObject, useMemo, useRef } from "react"
import type { Archive } from "../link/archive.ts"
import type { EventFilter } from "../state/EventFilter.ts"
import type { EventLog } from "../state/EventLog.ts"
import { isIssue } from "../state/issueOf.ts"
import { EventIcon, InIcon, OpenIcon, OutIcon, PauseIcon, PlayIcon, SearchIcon } from "./icons.tsx"
import { closeMenu, Menu } from "./Menu.tsx"
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
  /** The earlier sessions of this page, newest last. */
  readonly earlier: ReadonlyArray<Archive>
  readonly onEarlier: (archive: Archive) => void
  readonly isSending: boolean
  /** Opens or closes the form that sends an event. */
  readonly onSend: () => void
}

/** The tools above the event list. */
export const EventTools = (props: Props) => {
  const { earlier, filter, isHeld, isSending, log, onEarlier, onFilter, onHold, onOpen, onSend, search } = props
  const file = useRef<HTMLInputElement>(null)
  const issues = useMemo(() => log.entries.filter(({ tapped }) => isIssue(tapped)).length, [log])
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
        aria-label="Compose an event"
        title="Compose an event"
        aria-pressed={isSending}
        onClick={onSend}
      >
        <EventIcon />
      </button>
      <OpenMenu earlier={earlier} onEarlier={onEarlier} onFile={() => file.current?.click()} />
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
        <TypeFilter log={log} filter={filter} onFilter={onFilter} />
      </div>
    </div>
  )
}

/** What can be opened. */
interface OpenProps extends Pick<Props, "earlier" | "onEarlier"> {
  readonly onFile: () => void
}

/** Opens a file at once if this page has no earlier session, and a menu otherwise. */
const OpenMenu = ({ earlier, onEarlier, onFile }: OpenProps) => {
  if (earlier.length === 0) {
    return (
      <button
        type="button"
        className="round"
        aria-label="Open a recorded session"
        title="Open a recorded session"
        onClick={onFile}
      >
        <OpenIcon />
      </button>
    )
  }
  return (
    <Menu look="round" label="Open a recorded session" button={<OpenIcon />}>
      <button
        type="button"
        className="menu-item"
        onClick={({ currentTarget }) => {
          closeMenu(currentTarget)
          onFile()
        }}
      >
        Open a file…<span>A recording (.jsonl) of this page or of antiphon serve --record</span>
      </button>
      {earlier.toReversed().map((archive) => (
        <button
          key={archive.name}
          type="button"
          className="menu-item"
          onClick={({ currentTarget }) => {
            closeMenu(currentTarget)
            onEarlier(archive)
          }}
        >
          Session of {new Date(archive.startedAt).toLocaleTimeString()}
          <span>Kept until the page closes</span>
        </button>
      ))}
    </Menu>
  )
}
