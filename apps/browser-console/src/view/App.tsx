/** The page, with the conversation beside the inspector. */
import { useCallback, useEffect, useState, useSyncExternalStore } from "react"
import type { Console } from "../link/makeConsole.ts"
import type { Choice, Opening } from "../link/openSession.ts"
import type { Target } from "../link/targets.ts"
import type { Store } from "../link/Store.ts"
import { isSounding } from "../state/Console.ts"
import type { Replay } from "../state/Replay.ts"
import { type Settings, settingsFrom } from "../state/Settings.ts"
import { Conversation } from "./Conversation.tsx"
import { Dock } from "./Dock.tsx"
import { Header } from "./Header.tsx"
import { keep, kept } from "./keep.ts"
import { Panel } from "./Panel.tsx"
import { ProblemBar } from "./ProblemBar.tsx"
import { ReplayBar } from "./ReplayBar.tsx"
import { Stage } from "./Stage.tsx"
import { Welcome } from "./Welcome.tsx"

/** The value of a store. A change draws the component again. */
const useStore = <A,>({ get, subscribe }: Store<A>): A => useSyncExternalStore(subscribe, get)

/** The console and the servers that it can connect to. */
interface Props {
  readonly console: Console
  readonly targets: readonly [Target, ...ReadonlyArray<Target>]
}

/** Keeps what the user chose, and draws the live session or an opened recording. */
export const App = ({ console, targets }: Props) => {
  const live = useStore(console.state)
  const [choice, setChoice] = useState<Choice>({ target: targets[0], carrier: "websocket", key: "" })
  const [settings, setSettings] = useState<Settings>(() => settingsFrom(kept("settings")))
  const [replay, setReplay] = useState<Replay>()
  const [tab, setTab] = useState<"talk" | "inspector">("talk")
  const { link } = live
  const isOpen = link._tag === "Open"
  const shown = replay ?? live
  const sounding = isOpen && isSounding(live)
  const canOpen = link._tag !== "Connecting" && (choice.target.mints || choice.key.startsWith("ek_"))

  const open = useCallback(
    (voice: Opening["voice"]) => {
      setReplay(undefined)
      void console.open({ ...choice, settings, voice })
    },
    [console, choice, settings]
  )
  const change = useCallback((next: Settings) => {
    setSettings(next)
    keep("settings", next)
  }, [])

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || !sounding) return
      event.preventDefault()
      void console.interrupt()
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [console, sounding])

  const isFresh = replay === undefined && link._tag !== "Open" && live.log.next === 0
  return (
    <div className="app" data-tab={tab}>
      <Header link={link} carrier={choice.carrier} onClose={console.close} tab={tab} onTab={setTab} />
      <main className="talk" aria-label="Conversation">
        {replay !== undefined && <ReplayBar replay={replay} onClose={() => setReplay(undefined)} />}
        {isFresh ? (
          <Welcome link={link} targets={targets} choice={choice} onChoice={setChoice} canOpen={canOpen} onOpen={open} />
        ) : (
          <Conversation
            session={shown.session}
            isOpen={isOpen && replay === undefined}
            playout={replay === undefined ? live.playout : undefined}
            uplink={replay === undefined ? live.uplink : undefined}
            answerCall={isOpen && replay === undefined ? console.answerCall : undefined}
          />
        )}
        <div className="deck">
          <ProblemBar state={live} console={console} onOpen={open} />
          <Stage console={console} isLive={isOpen} isQuiet={isFresh} />
          <Dock
            state={live}
            console={console}
            settings={settings}
            sounding={sounding}
            canOpen={canOpen}
            onOpen={open}
          />
        </div>
      </main>
      <Panel
        source={replay?.name ?? "live"}
        log={shown.log}
        latency={shown.latency}
        session={shown.session}
        link={link}
        problem={live.problem}
        settings={settings}
        onSettings={change}
        onApply={() => void console.configure(settings)}
        onReplay={setReplay}
      />
    </div>
  )
}
