/** The settings of the session, checked by the protocol's own schemas as they are typed. */
import { useMemo } from "react"
import { checkSettings, fieldAt, type Messages } from "../state/checkSettings.ts"
import type { ConsoleState } from "../state/Console.ts"
import { initialSettings, type Settings } from "../state/Settings.ts"
import { Field } from "./Field.tsx"
import { TurnFields } from "./TurnFields.tsx"

interface Props {
  readonly settings: Settings
  readonly onChange: (settings: Settings) => void
  readonly onApply: () => void
  readonly isOpen: boolean
  /** What the server refused last. */
  readonly refused: ConsoleState["problem"]
}

/** Sets one of the settings. */
export type Set = <F extends keyof Settings>(field: F, value: Settings[F]) => void

const voices = ["marin", "cedar", "alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse"]

export const SettingsPanel = ({ isOpen, onApply, onChange, refused, settings }: Props) => {
  const checked = useMemo(() => checkSettings(settings), [settings])
  const messages: Messages = { ...refusedAt(refused), ...(checked._tag === "Invalid" ? checked.messages : {}) }
  const count = Object.keys(messages).length
  const set: Set = (field, value) => onChange({ ...settings, [field]: value })
  return (
    <form
      className="settings"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (checked._tag === "Valid") onApply()
      }}
    >
      <div className="settings-body">
        <fieldset>
          <legend>Voice</legend>
          <div className="pair">
            <Field label="Voice" message={messages.voice} hint="Fixed once it has spoken">
              {(tied) => (
                <>
                  <input
                    {...tied}
                    list="voices"
                    value={settings.voice}
                    onChange={({ target }) => set("voice", target.value)}
                  />
                  <datalist id="voices">
                    {voices.map((voice) => (
                      <option key={voice} value={voice} />
                    ))}
                  </datalist>
                </>
              )}
            </Field>
            <Field label="Speed" message={messages.speed} hint="0.25 to 1.5">
              {(tied) => (
                <input
                  {...tied}
                  inputMode="decimal"
                  placeholder="1"
                  value={settings.speed}
                  onChange={({ target }) => set("speed", target.value)}
                />
              )}
            </Field>
          </div>
          <div className="pair">
            <Field label="Answers in" message={messages.outputs}>
              {(tied) => (
                <select
                  {...tied}
                  value={settings.outputs}
                  onChange={({ target }) => set("outputs", target.value === "text" ? "text" : "audio")}
                >
                  <option value="audio">Speech</option>
                  <option value="text">Text</option>
                </select>
              )}
            </Field>
            <Field label="Longest answer" message={messages.maxTokens} hint="Tokens, 1 to 4096">
              {(tied) => (
                <input
                  {...tied}
                  inputMode="numeric"
                  placeholder="no limit"
                  value={settings.maxTokens}
                  onChange={({ target }) => set("maxTokens", target.value)}
                />
              )}
            </Field>
          </div>
        </fieldset>
        <fieldset>
          <legend>Instructions</legend>
          <Field label="What the model is told" message={messages.instructions}>
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
            label="Functions, in JSON"
            message={messages.tools}
            hint="set_theme and roll_dice are run by this page; any other you answer yourself"
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
              ? "One field to mend"
              : `${count} fields to mend`
            : isOpen
              ? ""
              : "Used by the next session"}
        </p>
        <button type="button" className="quiet" onClick={() => onChange(initialSettings)}>
          Reset
        </button>
        <button type="submit" className="primary small" disabled={!isOpen || checked._tag === "Invalid"}>
          Apply
        </button>
      </footer>
    </form>
  )
}

/** The server's refusal beside the field that it names. */
const refusedAt = (refused: ConsoleState["problem"]): Messages => {
  const field = refused?.param === undefined ? undefined : fieldAt(refused.param)
  return refused === undefined || field === undefined ? {} : { [field]: refused.message }
}
