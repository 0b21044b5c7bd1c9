/** Chooses the microphone, the loudspeaker and the volume, and shows how loud both sides are. */
import { useEffect, useId, useRef, useSyncExternalStore } from "react"
import { canChooseLoudspeaker, type Device, type DeviceChoice, devices } from "../link/devices.ts"
import type { Console } from "../link/makeConsole.ts"
import { SoundIcon } from "./icons.tsx"
import { Menu } from "./Menu.tsx"

/** The choice, and the console whose levels are shown. */
interface Props {
  readonly console: Console
  readonly choice: DeviceChoice
  readonly onChoice: (choice: DeviceChoice) => void
}

/** The menu of devices. */
export const DeviceMenu = ({ choice, console, onChoice }: Props) => {
  const { loudspeakers, microphones } = useSyncExternalStore(devices.subscribe, devices.get)
  const volumeId = useId()
  return (
    <Menu className="devices" look="round" label="Devices" above button={<SoundIcon />}>
      <Select
        label="Microphone"
        list={microphones}
        value={choice.microphone}
        onChange={(microphone) => onChoice({ ...choice, microphone })}
      />
      <Level read={() => console.levels().you} label="Input level" ink="you" />
      {canChooseLoudspeaker() && (
        <Select
          label="Loudspeaker"
          list={loudspeakers}
          value={choice.loudspeaker}
          onChange={(loudspeaker) => onChoice({ ...choice, loudspeaker })}
        />
      )}
      <Level read={() => console.levels().model} label="Output level" ink="model" />
      <div className="field">
        <label htmlFor={volumeId}>
          Volume <output>{Math.round(choice.volume * 100)} %</output>
        </label>
        <input
          id={volumeId}
          type="range"
          min={0}
          max={1}
          step={0.05}
          value={choice.volume}
          onChange={({ target }) => onChoice({ ...choice, volume: Number(target.value) })}
        />
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={choice.captions}
          onChange={({ target }) => onChoice({ ...choice, captions: target.checked })}
        />
        Captions while you speak, in English
      </label>
    </Menu>
  )
}

/** The devices of one kind. */
interface SelectProps {
  readonly label: string
  readonly list: ReadonlyArray<Device>
  readonly value: string
  readonly onChange: (id: string) => void
}

/** The list of one kind. A chosen device that is gone falls back to the default of the system. */
const Select = ({ label, list, onChange, value }: SelectProps) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={list.some((device) => device.id === value) ? value : ""}
        onChange={({ target }) => onChange(target.value)}
      >
        <option value="">System default</option>
        {list.map((device) => (
          <option key={device.id} value={device.id}>
            {device.label}
          </option>
        ))}
      </select>
    </div>
  )
}

/** How to read a level. */
interface LevelProps {
  readonly read: () => number
  readonly label: string
  readonly ink: "you" | "model"
}

/** A meter from −60 dB to 0 dB. It reads only while its menu is open. */
const Level = ({ ink, label, read }: LevelProps) => {
  const meter = useRef<HTMLDivElement>(null)
  const latest = useRef(read)
  latest.current = read
  useEffect(() => {
    const { current } = meter
    const menu = current?.closest("details")
    if (current === null || menu === null || menu === undefined) return
    let frame = 0
    let shown = 0
    const loop = (): void => {
      const db = 20 * Math.log10(Math.max(latest.current(), 1e-6))
      shown = Math.max(Math.max(0, Math.min(1, (db + 60) / 60)), shown * 0.92)
      current.style.setProperty("--level", shown.toFixed(3))
      current.setAttribute("aria-valuenow", String(Math.round(shown * 100)))
      frame = requestAnimationFrame(loop)
    }
    const follow = (): void => {
      cancelAnimationFrame(frame)
      if (menu.open) loop()
    }
    menu.addEventListener("toggle", follow)
    follow()
    return () => {
      cancelAnimationFrame(frame)
      menu.removeEventListener("toggle", follow)
    }
  }, [])
  return (
    <div
      className="level"
      ref={meter}
      data-ink={ink}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    >
      <i />
    </div>
  )
}
