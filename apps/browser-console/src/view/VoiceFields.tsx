/** The settings for the model's voice and answers. */
import type { Messages } from "../state/checkSettings.ts"
import { models, type SetField, type Settings, voices } from "../state/Settings.ts"
import { Field } from "./Field.tsx"
import { NamePicker } from "./NamePicker.tsx"

/** The settings, their messages, and how to change them. */
interface Props {
  readonly settings: Settings
  readonly messages: Messages
  readonly set: SetField
}

/** The fieldset for the voice. */
export const VoiceFields = ({ messages, set, settings }: Props) => (
  <fieldset>
    <legend>Model and voice</legend>
    <Field label="Model" message={messages.model} hint="A session keeps the model that it began with">
      {(tied) => (
        <NamePicker tied={tied} names={models} value={settings.model} onChange={(model) => set("model", model)} />
      )}
    </Field>
    <div className="pair">
      <Field label="Voice" message={messages.voice} hint="Fixed after the first audio">
        {(tied) => (
          <NamePicker tied={tied} names={voices} value={settings.voice} onChange={(voice) => set("voice", voice)} />
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
      <Field label="Output" message={messages.outputs}>
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
      <Field label="Max output tokens" message={messages.maxTokens} hint="1 to 4096">
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
)
