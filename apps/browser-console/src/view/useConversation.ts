/** Keeps what the user chose, and says what the page shows. */
import { useCallback, useMemo, useRef, useState, useSyncExternalStore } from "react"
import { archiveOf, archiveOfFile, soundOfMessage } from "../link/archive.ts"
import { type DeviceChoice, devicesFrom } from "../link/devices.ts"
import type { Console } from "../link/makeConsole.ts"
import type { Choice, Opening } from "../link/openSession.ts"
import type { Store } from "../link/Store.ts"
import type { Target } from "../link/targets.ts"
import { isLive, isSounding } from "../state/Console.ts"
import { presetIn } from "../state/Preset.ts"
import type { Replay } from "../state/Replay.ts"
import { type Settings, settingsFrom } from "../state/Settings.ts"
import { keep, kept } from "./keep.ts"

/** The value of a store. A change draws the component again. */
const useStore = <A>({ get, subscribe }: Store<A>): A => useSyncExternalStore(subscribe, get)

/** The settings of an earlier visit, or those of the link that opened the page. */
const useSettings = () => {
  const [shared] = useState(() => presetIn(location.hash))
  const [settings, setSettings] = useState<Settings>(() => shared?.settings ?? settingsFrom(kept("settings")))
  const change = useCallback((next: Settings) => {
    setSettings(next)
    keep("settings", next)
  }, [])
  return { change, settings, shared }
}

/** The devices of an earlier visit, and how to choose others. */
const useDevices = (console: Console) => {
  const [devices, setDevices] = useState(() => devicesFrom(kept("devices")))
  const chooseDevices = useCallback(
    (next: DeviceChoice) => {
      setDevices(next)
      keep("devices", next)
      void console.useDevices(next)
    },
    [console]
  )
  return { chooseDevices, devices }
}

/** The live session or an opened recording, and everything that the user can do with it. */
export const useConversation = (console: Console, target: Target) => {
  const live = useStore(console.state)
  const playing = useStore(console.player.state).name
  const [choice, setChoice] = useState<Choice>({ target, carrier: "websocket", key: "" })
  const { change, settings, shared } = useSettings()
  const { chooseDevices, devices } = useDevices(console)
  const [replay, setReplay] = useState<Replay>()
  const { link, log } = live
  const shown = replay ?? live
  const archive = useMemo(
    () => (replay === undefined ? archiveOf(console.tape()) : archiveOfFile(replay)),
    [console, replay, log.next === 0]
  )

  const open = useCallback(
    async (voice: Opening["voice"], text?: string) => {
      setReplay(undefined)
      await console.useDevices(devices)
      await console.open({ ...choice, settings, voice })
      if (text !== undefined) await console.sendText(text)
    },
    [console, choice, devices, settings]
  )
  const show = useCallback(
    (opened: Replay | undefined) => {
      console.player.stop()
      setReplay(opened)
    },
    [console]
  )
  // One function for all drawings, so that a message is not drawn again for it.
  const latest = useRef({ archive, playing, shown })
  latest.current = { archive, playing, shown }
  const playMessage = useCallback(
    async (itemId: string): Promise<void> => {
      const { archive, playing, shown } = latest.current
      if (playing === itemId) return console.player.stop()
      const samples = await soundOfMessage(archive, itemId, shown.session.turns.get(itemId))
      if (samples !== undefined) await console.player.play(itemId, [samples])
    },
    [console]
  )
  const play = useCallback(
    (itemId: string): void => void playMessage(itemId).catch(console.report),
    [console, playMessage]
  )

  const isOpen = link._tag === "Open"
  return {
    live,
    playing,
    choice,
    setChoice,
    settings,
    changeSettings: (next: Settings): void => {
      // A refusal concerns the settings as they were.
      if (live.problem?.param !== undefined) console.dismiss()
      change(next)
    },
    shared,
    devices,
    chooseDevices,
    replay,
    show,
    shown,
    archive,
    open: (voice: Opening["voice"], text?: string): void => void open(voice, text),
    playMessage: play,
    isOpen,
    /** Whether the session, and no recording, is shown and open. */
    isTalking: isOpen && replay === undefined,
    sounding: isOpen && isSounding(live),
    canOpen: link._tag !== "Connecting" && (choice.target.mints || choice.key.startsWith("ek_")),
    /** Whether there is nothing to show yet. */
    isFresh: replay === undefined && !isLive(link) && log.next === 0,
    /** Whether the audio of messages is in the events. */
    hasAudio: replay === undefined ? choice.carrier === "websocket" : replay.sound.durationMs > 0
  }
}
