/** The page, with the conversation beside the inspector. */
import { useState } from "react"
import type { Console } from "../link/makeConsole.ts"
import type { Target } from "../link/targets.ts"
import { threadOf } from "../state/Thread.ts"
import { Header } from "./Header.tsx"
import { HelpDialog } from "./HelpDialog.tsx"
import { Panel, type PanelTab } from "./Panel.tsx"
import { SaveMenu } from "./SaveMenu.tsx"
import { Talk } from "./Talk.tsx"
import { useConversation } from "./useConversation.ts"
import { useKeys } from "./useKeys.ts"

/** The console and the servers that it can connect to. */
interface Props {
  readonly console: Console
  readonly targets: readonly [Target, ...ReadonlyArray<Target>]
}

/** Draws the live session or an opened recording. */
export const App = ({ console, targets }: Props) => {
  const talk = useConversation(console, targets[0])
  const { archive, choice, live, replay, settings, shown, sounding } = talk
  const [view, setView] = useState<"talk" | "inspector">("talk")
  const [tab, setTab] = useState<PanelTab>("Events")
  const [isHelping, setHelping] = useState(false)
  const isManual = settings.detection === "none"
  useKeys({ console, sounding, isManual, voice: live.voice, onHelp: () => setHelping((isShown) => !isShown) })
  return (
    <div className="app" data-tab={view} data-fresh={talk.isFresh}>
      <Header
        link={live.link}
        about={`${settings.model} · ${choice.carrier === "webrtc" ? "WebRTC" : "WebSocket"}`}
        onClose={console.close}
        view={view}
        onView={setView}
        onHelp={() => setHelping(true)}
      >
        {(replay !== undefined || live.log.next > 0) && (
          <SaveMenu
            archive={archive}
            entries={() => threadOf(shown.session, shown.stopped.answers)}
            endpoint={replay?.endpoint ?? choice.target.url}
            onProblem={console.report}
          />
        )}
      </Header>
      <Talk
        talk={talk}
        console={console}
        targets={targets}
        isSettings={tab === "Settings"}
        onSetting={() => {
          setTab("Settings")
          setView("inspector")
        }}
      />
      <Panel
        source={replay?.name ?? "live"}
        tab={tab}
        onTab={setTab}
        console={console}
        log={shown.log}
        latency={shown.latency}
        session={shown.session}
        link={live.link}
        isRecording={replay !== undefined}
        isFree={replay === undefined && choice.target.id === "local"}
        problem={live.problem}
        settings={settings}
        applied={live.applied}
        shared={talk.shared}
        onSettings={talk.changeSettings}
        onApply={() => void console.configure(settings)}
        onReplay={talk.show}
      />
      <HelpDialog isOpen={isHelping} onClose={() => setHelping(false)} />
    </div>
  )
}
