/** The page of a Live session, with the conversation beside its events. */
import { useState, useSyncExternalStore } from "react"
import type { Target } from "../link/targets.ts"
import { isLive } from "../state/Console.ts"
import { type Settings, settingsFrom } from "../state/Settings.ts"
import { Header } from "../view/Header.tsx"
import { HelpDialog } from "../view/HelpDialog.tsx"
import { kept } from "../view/keep.ts"
import { Stage } from "../view/Stage.tsx"
import type { LiveDesk, LiveOpening } from "./LiveDesk.ts"
import { LiveDock } from "./LiveDock.tsx"
import { LivePanel } from "./LivePanel.tsx"
import { LiveTurns } from "./LiveTurns.tsx"
import { LiveWelcome } from "./LiveWelcome.tsx"

/** The sessions and the servers that they can be held with. */
interface Props {
  readonly desk: LiveDesk
  readonly targets: readonly [Target, ...ReadonlyArray<Target>]
}

/** Draws the session. */
export const LiveApp = ({ desk, targets }: Props) => {
  const state = useSyncExternalStore(desk.state.subscribe, desk.state.get)
  const [target, setTarget] = useState(targets[0])
  const [model, setModel] = useState("gpt-live-1")
  const [settings, setSettings] = useState<Settings>(() => settingsFrom(kept("settings")))
  const [view, setView] = useState<"talk" | "inspector">("talk")
  const [isHelping, setHelping] = useState(false)
  const { events, link, session, work } = state
  const isFresh = !isLive(link) && session === undefined
  const open = (voice: LiveOpening["voice"]): void => void desk.open({ model, settings, target, voice })
  return (
    <div className="app" data-tab={view} data-fresh={isFresh}>
      <Header
        link={link}
        about={`${model} · Live`}
        onClose={desk.close}
        view={view}
        onView={setView}
        onHelp={() => setHelping(true)}
      >
        {null}
      </Header>
      <main className="talk" aria-label="Conversation">
        {isFresh ? (
          <LiveWelcome
            link={link}
            targets={targets}
            target={target}
            onTarget={setTarget}
            model={model}
            onModel={setModel}
            voice={settings.voice}
            onVoice={(voice) => setSettings({ ...settings, voice })}
            onOpen={open}
          />
        ) : (
          <LiveTurns turns={session?.turns ?? []} work={work} onAnswer={(id, text) => void desk.say(text, id)} />
        )}
        <div className="deck">
          {!isFresh && <Stage waves={desk.waves} now={desk.now} isMoving={link._tag === "Open"} />}
          {!isFresh && <LiveDock state={state} desk={desk} onOpen={open} />}
        </div>
      </main>
      <LivePanel events={events} session={session} isFree={target.id === "local"} />
      <HelpDialog isOpen={isHelping} onClose={() => setHelping(false)} />
    </div>
  )
}
