/** The difference between the opened event and the one that the user compares with. */
import { useMemo } from "react"
import { changesOf } from "../state/changes.ts"
import { textOf } from "../state/eventText.ts"
import type { LogEntry } from "../state/EventLog.ts"

/** The two events. */
interface Props {
  readonly base: LogEntry
  readonly entry: LogEntry
}

/** The values that differ, with the earlier and the later one of each. */
export const EventChanges = ({ base, entry }: Props) => {
  const changes = useMemo(() => changesOf(textOf(base.tapped), textOf(entry.tapped)), [base, entry])
  return (
    <>
      <p className="compared">
        Compared with {base.type} at {(base.tapped.at / 1000).toFixed(3)}
      </p>
      {changes.length === 0 && <p className="compared">The two events are equal.</p>}
      <dl className="changes" aria-label="Differences">
        {changes.map(({ after, before, path }) => (
          <div key={path}>
            <dt>{path === "" ? "all of it" : path}</dt>
            {before !== undefined && (
              <dd className="before">
                <del>{before}</del>
              </dd>
            )}
            {after !== undefined && (
              <dd className="after">
                <ins>{after}</ins>
              </dd>
            )}
          </div>
        ))}
      </dl>
    </>
  )
}
