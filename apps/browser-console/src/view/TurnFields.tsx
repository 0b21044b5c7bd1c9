/** When the user has finished, and what is made of what was said. */
import type { Messages } from "../state/checkSettings.ts"
import type { Settings } from "../state/Settings.ts"
import { Field } from "./Field.tsx"
import type { Set } from "./SettingsPanel.tsx"

interface Props {
  readonly settings: Settings
  readonly messages: Messages
  readonly set: Set
}

const detections = [
  ["server_vad", "By silence"],
  ["semantic_vad", "By meaning"],
  ["none", "By hand"]
] as const

const numbers = [
  ["threshold", "Threshold", "0 to 1", "0.5"],
  ["silence", "Silence", "ms that end a turn", "500"],
  ["prefixPadding", "Padding", "ms kept from before", "300"],
  ["idleTimeout", "Idle after", "ms, 5000 to 30000", "never"]
] as const

export const TurnFields = ({ messages, set, settings }: Props) => (
  <fieldset>
    <legend>Turns</legend>
    <Field label="A turn ends" message={messages.detection}>
      {(tied) => (
        <select
          {...tied}
          value={settings.detection}
          onChange={({ target }) => {
            const [chosen] = detections.find(([value]) => value === target.value) ?? []
            if (chosen !== undefined) set("detection", chosen)
          }}
        >
          {detections.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
    {settings.detection === "server_vad" && (
      <div className="pair">
        {numbers.map(([field, label, hint, placeholder]) => (
          <Field key={field} label={label} message={messages[field]} hint={hint}>
            {(tied) => (
              <input
                {...tied}
                inputMode="decimal"
                placeholder={placeholder}
                value={settings[field]}
                onChange={({ target }) => set(field, target.value)}
              />
            )}
          </Field>
        ))}
      </div>
    )}
    {settings.detection === "semantic_vad" && (
      <Field label="Eagerness" message={messages.eagerness}>
        {(tied) => (
          <select {...tied} value={settings.eagerness} onChange={({ target }) => set("eagerness", target.value)}>
            {["auto", "low", "medium", "high"].map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        )}
      </Field>
    )}
    {settings.detection !== "none" && (
      <>
        <label className="check">
          <input type="checkbox" checked={settings.answers} onChange={({ target }) => set("answers", target.checked)} />
          Answer each turn
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={settings.interrupts}
            onChange={({ target }) => set("interrupts", target.checked)}
          />
          Stop when I speak
        </label>
      </>
    )}
    <div className="pair">
      <Field label="Transcribe with" message={messages.transcription} hint="Empty: no transcripts">
        {(tied) => (
          <input
            {...tied}
            placeholder="gpt-4o-mini-transcribe"
            value={settings.transcription}
            onChange={({ target }) => set("transcription", target.value)}
          />
        )}
      </Field>
      <Field label="Noise" message={messages.noise}>
        {(tied) => (
          <select
            {...tied}
            value={settings.noise}
            onChange={({ target: { value } }) =>
              set("noise", value === "near_field" || value === "far_field" ? value : "")
            }
          >
            <option value="">As it is</option>
            <option value="near_field">Headset</option>
            <option value="far_field">Room</option>
          </select>
        )}
      </Field>
    </div>
  </fieldset>
)
