/** The settings of the session. The protocol's own schemas check them as the user types. */
import { useMemo } from "react"
import { checkSettings, fieldAt, type Messages } from "../state/checkSettings.ts"
import type { ConsoleState } from "../state/Console.ts"
import type { Preset } from "../state/Preset.ts"
import { initialSettings, isSame, type SetField, type Settings } from "../state/Settings.ts"
import { Field } from "./Field.tsx"
import { PresetBar } from "./PresetBar.tsx"
import { TurnFields } from "./TurnFields.tsx"
import { VoiceFields } from "./VoiceFields.tsx"

/** The settings as typed, and what happens with them. */
interface Props {
  readonly settings: Settings
  readonly onChange: (settings: Settings) => void
  readonly onApply: () => void
  readonly isOpen: boolean
  /** The settings that the open session has. */
  readonly applied: Settings | undefined
  /** The preset of the address. */
  readonly shared: Preset | undefined
  /** The last refusal of the server. */
  readonly refused: ConsoleState["problem"]
}

/** The form of the settings. Applies them to the open session, or keeps them for the next one. */
export const SettingsPanel = ({ applied, isOpen, onApply, onChange, refused, settings, shared }: Props) => {
  const checked = useMemo(() => checkSettings(settings), [settings])
  const messages: Messages = { ...refusedAt(refused), ...(checked._tag === "Invalid" ? checked.messages : {}) }
  const isApplied = applied !== undefined && isSame(applied, settings)
  const count = Object.keys(messages).length
  const set: SetField = (field, value) => onChange({ ...settings, [field]: value })
  return (
    <div className="settings-tab">
      <PresetBar settings={settings} onChange={onChange} shared={shared} />
      <form
        className="settings"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (checked._tag === "Valid") onApply()
        }}
      >
        <div className="settings-body">
          <VoiceFields settings={settings} messages={messages} set={set} />
          <fieldset>
            <legend>Instructions</legend>
            <Field label="System instructions" message={messages.instructions}>
              {(tied) => (
                <textarea
                  {...tied}
                  rows={4}
                  value={settings.instructions}
                  onChange={({ target }) => set("instructions", target.value)}
                />
              )}
            </Field>
          </fieldset>
          <TurnFields settings={settings} messages={messages} set={set} />
          <fieldset>
            <legend>Tools</legend>
            <Field
              label="Functions as JSON"
              message={messages.tools}
              hint="This page runs set_theme and roll_dice. You answer any other call yourself"
            >
              {(tied) => (
                <textarea
                  {...tied}
                  className="code"
                  rows={10}
                  spellCheck={false}
                  value={settings.tools}
                  onChange={({ target }) => set("tools", target.value)}
                />
              )}
            </Field>
          </fieldset>
        </div>
        <footer>
          <p role="status">
            {count > 0
              ? count === 1
                ? "Fix 1 field"
                : `Fix ${count} fields`
              : isOpen
                ? isApplied
                  ? "Applied"
                  : "Changed, not applied yet"
                : "Applies to the next session"}
          </p>
          <button type="button" className="quiet small" onClick={() => onChange(initialSettings)}>
            Reset
          </button>
          <button type="submit" className="primary small" disabled={!isOpen || isApplied || checked._tag === "Invalid"}>
            Apply
          </button>
        </footer>
      </form>
    </div>
  )
}

/** Puts the server's refusal beside the field that it names. */
const refusedAt = (refused: ConsoleState["problem"]): Messages => {
  const field = refused?.param === undefined ? undefined : fieldAt(refused.param)
  return refused === undefined || field === undefined ? {} : { [field]: refused.message }
}
