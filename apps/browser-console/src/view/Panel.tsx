/** The inspector beside the conversation, with events, timing, usage and settings. */
import type { SessionState } from "@antiphon/session"
import type { KeyboardEvent } from "react"
import type { Console } from "../link/makeConsole.ts"
import type { ConsoleState, Link } from "../state/Console.ts"
import type { EventLog } from "../state/EventLog.ts"
import type { Latency } from "../state/Latency.ts"
import type { Preset } from "../state/Preset.ts"
import type { Replay } from "../state/Replay.ts"
import type { Settings } from "../state/Settings.ts"
import { EventsPanel } from "./EventsPanel.tsx"
import { PanelResizer } from "./PanelResizer.tsx"
import { SettingsPanel } from "./SettingsPanel.tsx"
import { TimingPanel } from "./TimingPanel.tsx"
import { UsagePanel } from "./UsagePanel.tsx"

/** Everything that the tabs show. */
interface Props {
  /** The source of the events, which is the session or the name of a file. */
  readonly source: string
  readonly tab: PanelTab
  readonly onTab: (tab: PanelTab) => void
  readonly console: Console
  readonly log: EventLog
  readonly latency: Latency
  readonly session: SessionState
  readonly link: Link
  /** Whether a recording is shown. */
  readonly isRecording: boolean
  /** Whether the server of the session takes no money. */
  readonly isFree: boolean
  readonly problem: ConsoleState["problem"]
  readonly settings: Settings
  readonly applied: Settings | undefined
  readonly shared: Preset | undefined
  readonly onSettings: (settings: Settings) => void
  readonly onApply: () => void
  readonly onReplay: (replay: Replay) => void
}

/** The tabs in their order. */
const tabs = ["Events", "Timing", "Usage", "Settings"] as const
/** A tab of the inspector. */
export type PanelTab = (typeof tabs)[number]

/** The tabs of the inspector. */
export const Panel = (props: Props) => {
  const { onTab: setTab, tab } = props
  const move = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (by === undefined) return
    const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length] ?? tab
    setTab(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <aside className="panel" aria-label="Inspector">
      <PanelResizer />
      <div className="tabs" role="tablist" aria-label="Inspector" onKeyDown={move}>
        {tabs.map((each) => (
          <button
            key={each}
            id={`tab-${each}`}
            type="button"
            role="tab"
            aria-selected={each === tab}
            aria-controls="tabpanel"
            tabIndex={each === tab ? 0 : -1}
            onClick={() => setTab(each)}
          >
            {each}
          </button>
        ))}
      </div>
      <div className="tabpanel" id="tabpanel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === "Events" && (
          <EventsPanel
            key={props.source}
            log={props.log}
            onReplay={props.onReplay}
            console={props.console}
            isOpen={props.link._tag === "Open" && !props.isRecording}
          />
        )}
        {tab === "Timing" && <TimingPanel latency={props.latency} />}
        {tab === "Usage" && <UsagePanel session={props.session} model={props.settings.model} isFree={props.isFree} />}
        {tab === "Settings" && (
          <SettingsPanel
            settings={props.settings}
            onChange={props.onSettings}
            onApply={props.onApply}
            applied={props.applied}
            shared={props.shared}
            isOpen={props.link._tag === "Open"}
            refused={props.problem}
          />
        )}
      </div>
    </aside>
  )
}
