import { useMemo } from "react"
import { countTypes, type EventFilter } from "../state/EventFilter.ts"
import type { EventLog } from "../state/EventLog.ts"
import { ChevronIcon } from "./icons.tsx"

/** The log, whose types are listed, and the filter. */
interface Props {
  readonly log: EventLog
  readonly filter: EventFilter
  readonly onToggle: (type: string) => void
}

/** Every type that passed, with its number, to be shown or left out. */
/** The menu of event types. */
export const TypeFilter = ({ filter, log, onToggle }: Props) => {
  const types = useMemo(() => countTypes(log), [log])
  return (
    <details className="types" onBlur={closeBehind}>
      <summary className="chip" data-on={filter.hidden.size > 0}>
        Types
        {filter.hidden.size > 0 && <span className="count">−{filter.hidden.size}</span>}
        <ChevronIcon />
      </summary>
      <div className="popover" tabIndex={-1}>
        {types.length === 0 && <p>Nothing has passed yet.</p>}
        {types.map(([type, count]) => (
          <label key={type}>
            <input type="checkbox" checked={!filter.hidden.has(type)} onChange={() => onToggle(type)} />
            <code>{type}</code>
            <span>{count}</span>
          </label>
        ))}
      </div>
    </details>
  )
}

/** Closes when the focus goes elsewhere. */
const closeBehind = (event: {
  readonly currentTarget: HTMLDetailsElement
  readonly relatedTarget: EventTarget | null
}) => {
  const { currentTarget, relatedTarget } = event
  if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) currentTarget.open = false
}
