/** The events, one line each. Only visible lines are rendered. The list follows its end until the user scrolls. */
import { type KeyboardEvent, memo, type RefObject, useLayoutEffect, useRef, useState } from "react"
import type { LogEntry } from "../state/EventLog.ts"
import { isIssue } from "../state/issueOf.ts"
import { summary } from "../state/summary.ts"
import { InIcon, OutIcon } from "./icons.tsx"

/** The events that match, and the selected one. */
interface Props {
  readonly entries: ReadonlyArray<LogEntry>
  readonly selected: number | undefined
  readonly onSelect: (id: number | undefined) => void
  readonly list: RefObject<HTMLDivElement | null>
  readonly isHeld: boolean
}

/** The height of a line, in pixels. */
export const rowHeight = 30
/** How many lines are rendered beyond the visible ones. */
const spare = 8

/** The list of events. */
export const EventList = ({ entries, isHeld, list, onSelect, selected }: Props) => {
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(600)
  const follows = useRef(true)

  useLayoutEffect(() => {
    const { current } = list
    if (current === null) return
    const observer = new ResizeObserver(() => setHeight(current.clientHeight))
    observer.observe(current)
    return () => observer.disconnect()
  }, [list])
  useLayoutEffect(() => {
    const { current } = list
    if (current !== null && follows.current && !isHeld && selected === undefined)
      current.scrollTop = current.scrollHeight
  }, [entries, isHeld, list, selected])

  const at = entries.findIndex(({ id }) => id === selected)
  const show = (index: number): void => {
    const { current } = list
    if (current === null || index < 0) return
    const y = index * rowHeight
    if (y < current.scrollTop) current.scrollTop = y
    if (y + rowHeight > current.scrollTop + current.clientHeight) {
      current.scrollTop = y + rowHeight - current.clientHeight
    }
  }
  // An opened event takes room from the list, so its line is scrolled into view.
  useLayoutEffect(() => show(at), [height])
  const go = (to: number): void => {
    const entry = entries[Math.max(0, Math.min(entries.length - 1, to))]
    if (entry === undefined) return
    onSelect(entry.id)
    show(entries.indexOf(entry))
  }
  const onKey = (event: KeyboardEvent): void => {
    const page = Math.floor(height / rowHeight) - 1
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at === -1 ? entries.length - 1 : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: entries.length - 1
    }[event.key]
    if (to === undefined) return
    event.preventDefault()
    go(to)
  }

  const first = Math.max(0, Math.floor(top / rowHeight) - spare)
  const last = Math.min(entries.length, Math.ceil((top + height) / rowHeight) + spare)
  return (
    <div
      className="event-list"
      ref={list}
      // A list box must have options.
      role={entries.length === 0 ? "group" : "listbox"}
      aria-label="Events"
      tabIndex={0}
      {...(at === -1 ? {} : { "aria-activedescendant": `event-${selected}` })}
      onKeyDown={onKey}
      onScroll={({ currentTarget: { clientHeight, scrollHeight, scrollTop } }) => {
        setTop(scrollTop)
        follows.current = scrollHeight - scrollTop - clientHeight < rowHeight
      }}
    >
      {entries.length === 0 && <p className="none">Events appear here once you connect.</p>}
      <div role="presentation" className="event-rows" style={{ height: entries.length * rowHeight }}>
        {entries.slice(first, last).map((entry, index) => (
          <Row
            key={entry.id}
            entry={entry}
            y={(first + index) * rowHeight}
            isSelected={entry.id === selected}
            onSelect={onSelect}
          />
        ))}
      </div>
    </div>
  )
}

/** One line and its place. */
interface RowProps {
  readonly entry: LogEntry
  readonly y: number
  readonly isSelected: boolean
  readonly onSelect: (id: number | undefined) => void
}

/** The line of one event. */
const Row = memo(({ entry, isSelected, onSelect, y }: RowProps) => {
  const { id, tapped, type } = entry
  const [family = "", ...rest] = type.split(/(?<=\.)/)
  const last = rest.pop()
  return (
    <div
      id={`event-${id}`}
      className="event-row"
      role="option"
      aria-selected={isSelected}
      data-kind={tapped.decoded._tag}
      data-issue={isIssue(tapped)}
      data-direction={tapped.direction}
      style={{ transform: `translateY(${y}px)` }}
      // The list itself handles the keys.
      onClick={() => onSelect(isSelected ? undefined : id)}
      onKeyDown={() => {}}
    >
      <span className="event-time">{(tapped.at / 1000).toFixed(3)}</span>
      {tapped.direction === "in" ? <InIcon /> : <OutIcon />}
      <span className="hidden">
        {tapped.direction === "in" ? "received" : "sent"} {type}
      </span>
      <span className="event-type" aria-hidden="true">
        {last === undefined ? family : <span className="family">{family}</span>}
        <span className="middle">{rest.join("")}</span>
        <span className="last">{last}</span>
      </span>
      <span className="event-summary">{summary(tapped)}</span>
    </div>
  )
})
