/** The menu of event types. The user hides types, or shows only one. */
import { useMemo } from "react"
import { countTypes, type EventFilter, hiddenTypes, onlyType, toggleType } from "../state/EventFilter.ts"
import type { EventLog } from "../state/EventLog.ts"
import { ChevronIcon } from "./icons.tsx"
import { Menu } from "./Menu.tsx"

/** The log, whose types are listed, and the filter. */
interface Props {
  readonly log: EventLog
  readonly filter: EventFilter
  readonly onFilter: (filter: EventFilter) => void
}

/** Every type that passed, with its number. */
export const TypeFilter = ({ filter, log, onFilter }: Props) => {
  const types = useMemo(() => countTypes(log), [log])
  const hidden = hiddenTypes(filter, types.length)
  return (
    <Menu
      className="types"
      look={hidden > 0 ? "chip on" : "chip"}
      button={
        <>
          Types
          {hidden > 0 && <span className="count">−{hidden}</span>}
          <ChevronIcon />
        </>
      }
    >
      {types.length === 0 && <p>No types yet.</p>}
      {types.map(([type, count]) => (
        <div key={type} className="type">
          <label>
            <input
              type="checkbox"
              checked={filter.only === undefined ? !filter.hidden.has(type) : filter.only === type}
              onChange={() => onFilter(toggleType(filter, type))}
            />
            <code>{type}</code>
            <span>{count}</span>
          </label>
          <button
            type="button"
            className="only"
            aria-label={`Only ${type}`}
            aria-pressed={filter.only === type}
            onClick={() => onFilter(onlyType(filter, type))}
          >
            only
          </button>
        </div>
      ))}
    </Menu>
  )
}
