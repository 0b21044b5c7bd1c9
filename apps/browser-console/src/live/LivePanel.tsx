/** The inspector of a Live session, with its use and its events. */
import type { LiveState } from "@antiphon/live/promise"
import { memo } from "react"
import { InIcon, OutIcon } from "../view/icons.tsx"
import { Json } from "../view/Json.tsx"
import { PanelResizer } from "../view/PanelResizer.tsx"
import type { LiveEntry } from "./LiveEntry.ts"

/** What is shown. */
interface Props {
  readonly events: ReadonlyArray<LiveEntry>
  readonly session: LiveState | undefined
  /** Whether the server takes no money. */
  readonly isFree: boolean
}

/** The side of the page. A session is billed by its seconds. */
export const LivePanel = ({ events, isFree, session }: Props) => {
  const usage = session?.usage
  return (
    <aside className="panel live-panel" aria-label="Inspector">
      <PanelResizer />
      <dl className="figures">
        <div>
          <dt>Seconds</dt>
          <dd>{usage === undefined ? "0" : usage.seconds.toFixed(0)}</dd>
        </div>
        <div>
          <dt>Context</dt>
          <dd>{usage?.contextRatio === undefined ? "unknown" : `${Math.round(usage.contextRatio * 100)} %`}</dd>
        </div>
        <div>
          <dt>Usage</dt>
          <dd>{isFree ? "free" : usage?.isSettled === true ? "settled" : "not settled"}</dd>
        </div>
      </dl>
      <div className="live-events" role="group" aria-label="Events" tabIndex={0}>
        {events.length === 0 && <p className="none">Events appear here once you connect.</p>}
        {events.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </div>
    </aside>
  )
}

/** One event. It never changes, so it is drawn once. */
const Entry = memo(({ entry: { at, direction, text, type } }: { readonly entry: LiveEntry }) => (
  <details data-direction={direction}>
    <summary>
      <span className="event-time">{(at / 1000).toFixed(3)}</span>
      {direction === "in" ? <InIcon /> : <OutIcon />}
      <span className="hidden">{direction === "in" ? "received" : "sent"} </span>
      <span>{type}</span>
    </summary>
    <Json text={text} />
  </details>
))
