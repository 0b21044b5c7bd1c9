/** Chooses, keeps and shares settings by name. */
import { useEffect, useId, useState } from "react"
import { builtIn, fragmentOf, type Preset, presetsFrom, withPreset } from "../state/Preset.ts"
import { isSame, type Settings } from "../state/Settings.ts"
import { keep, kept } from "./keep.ts"

/** The settings, and how to replace them. */
interface Props {
  readonly settings: Settings
  readonly onChange: (settings: Settings) => void
  /** The preset of the address, if the page was opened with one. */
  readonly shared: Preset | undefined
}

/** The line above the settings. */
export const PresetBar = ({ onChange, settings, shared }: Props) => {
  const id = useId()
  const [own, setOwn] = useState(() => presetsFrom(kept("presets")))
  const [name, setName] = useState<string>()
  const [copied, setCopied] = useState<string>()
  const all = [...builtIn, ...(shared === undefined ? [] : [shared]), ...own]
  const current = all.findLast(
    (preset) => isSame(preset.settings, settings) && preset.settings.model === settings.model
  )

  useEffect(() => {
    if (copied === undefined) return
    const timer = setTimeout(() => setCopied(undefined), 2400)
    return () => clearTimeout(timer)
  }, [copied])

  const share = async (): Promise<void> => {
    const { href } = new URL(fragmentOf({ name: current?.name ?? "Shared settings", settings }), location.href)
    await navigator.clipboard.writeText(href).then(
      () => setCopied("Link copied"),
      () => setCopied("The browser does not allow copying")
    )
  }
  const save = (): void => {
    if (name === undefined) return
    const next = withPreset(own, { name, settings })
    setOwn(next)
    keep("presets", next)
    setName(undefined)
  }
  const remove = (): void => {
    const next = own.filter((preset) => preset !== current)
    setOwn(next)
    keep("presets", next)
  }

  return (
    <div className="presets">
      <label htmlFor={id}>Preset</label>
      {name === undefined ? (
        <div className="preset-line">
          <select
            id={id}
            value={current === undefined ? "" : String(all.indexOf(current))}
            onChange={({ target }) => {
              const chosen = all[Number(target.value)]
              if (chosen !== undefined && target.value !== "") onChange(chosen.settings)
            }}
          >
            {current === undefined && <option value="">Custom</option>}
            {all.map((preset, index) => (
              <option key={`${index} ${preset.name}`} value={index}>
                {preset.name}
              </option>
            ))}
          </select>
          <button type="button" className="secondary small" onClick={() => setName(current?.name ?? "")}>
            Save as…
          </button>
          {current !== undefined && own.includes(current) && (
            <button type="button" className="secondary small" onClick={remove}>
              Delete
            </button>
          )}
          <button type="button" className="secondary small" onClick={() => void share()}>
            Share link
          </button>
        </div>
      ) : (
        <form
          className="preset-line"
          onSubmit={(event) => {
            event.preventDefault()
            save()
          }}
        >
          <input
            id={id}
            autoFocus
            maxLength={60}
            placeholder="Name of the preset"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
          <button type="submit" className="primary small" disabled={name.trim() === ""}>
            Save
          </button>
          <button type="button" className="quiet small" onClick={() => setName(undefined)}>
            Cancel
          </button>
        </form>
      )}
      <p className="hint" role="status">
        {copied ?? "A link holds the settings and no key."}
      </p>
    </div>
  )
}
