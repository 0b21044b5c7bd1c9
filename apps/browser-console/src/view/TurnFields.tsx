/** The settings for the user's turns, their detection and their transcription. */
import type { Messages } from "../state/checkSettings.ts"
import type { SetField, Settings } from "../state/Settings.ts"
import { Field } from "./Field.tsx"

/** The settings, their messages, and how to change them. */
interface Props {
  readonly settings: Settings
  readonly messages: Messages
  readonly set: SetField
}

/** The kinds of turn detection with their labels. */
const detections = [
  ["server_vad", "Server VAD"],
  ["semantic_vad", "Semantic VAD"],
  ["none", "Manual (push to talk)"]
] as const

/** The numbers of Server VAD, each with its label, hint and default. */
const numbers = [
  ["threshold", "Threshold", "0 to 1", "0.5"],
  ["silence", "Silence", "ms that end a turn", "500"],
  ["prefixPadding", "Padding", "ms kept before speech", "300"],
  ["idleTimeout", "Prompt when idle", "ms, 5000 to 30000", "off"]
] as const

/** The fieldset for turns. */
export const TurnFields = ({ messages, set, settings }: Props) => (
  <fieldset>
    <legend>Turns</legend>
    <Field label="Turn detection" message={messages.detection}>
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
          Respond to each turn
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={settings.interrupts}
            onChange={({ target }) => set("interrupts", target.checked)}
          />
          Interrupt when I speak
        </label>
      </>
    )}
    <div className="pair">
      <Field label="Transcription model" message={messages.transcription} hint="Leave empty for no transcripts">
        {(tied) => (
          <input
            {...tied}
            placeholder="gpt-4o-mini-transcribe"
            value={settings.transcription}
            onChange={({ target }) => set("transcription", target.value)}
          />
        )}
      </Field>
      <Field label="Noise reduction" message={messages.noise}>
        {(tied) => (
          <select
            {...tied}
            value={settings.noise}
            onChange={({ target: { value } }) =>
              set("noise", value === "near_field" || value === "far_field" ? value : "")
            }
          >
            <option value="">Off</option>
            <option value="near_field">Near field (headset)</option>
            <option value="far_field">Far field (room)</option>
          </select>
        )}
      </Field>
    </div>
  </fieldset>
)
