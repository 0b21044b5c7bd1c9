/** The start page. One click starts a conversation, and the user chooses the server and the transport. */
import { useId } from "react"
import { carriers } from "../link/Carriage.ts"
import type { Choice, Opening } from "../link/openSession.ts"
import type { Target } from "../link/targets.ts"
import type { Link } from "../state/Console.ts"
import { MicIcon } from "./icons.tsx"
import { ProtocolSwitch } from "../live/ProtocolSwitch.tsx"
import { models, type Settings, voices } from "../state/Settings.ts"
import { NamePicker } from "./NamePicker.tsx"
import { Responsory } from "./Responsory.tsx"
import { ServerSwitch } from "./ServerSwitch.tsx"

/** The choice of the user, and the commands of the page. */
interface Props {
  readonly link: Link
  readonly targets: ReadonlyArray<Target>
  readonly choice: Choice
  readonly onChoice: (choice: Choice) => void
  readonly settings: Settings
  readonly onSettings: (settings: Settings) => void
  /** The name of the preset in the address. */
  readonly shared: string | undefined
  /** Whether there is a key for the choice, or one can be created. */
  readonly canOpen: boolean
  readonly onOpen: (voice: Opening["voice"]) => void
}

/** Shown until the first session opens. */
export const Welcome = (props: Props) => {
  const { canOpen, choice, link, onChoice, onOpen, onSettings, settings, shared, targets } = props
  const keyId = useId()
  const { carrier, key, target } = choice
  const isConnecting = link._tag === "Connecting"
  const needsKey = !target.mints
  return (
    <section className="welcome" aria-labelledby="welcome-title">
      <Responsory />
      <h2 id="welcome-title">Say something.</h2>
      <p className="lede">Talk to a realtime model, interrupt it, and inspect every event.</p>
      <div className="starts">
        <button type="button" className="primary" disabled={!canOpen} onClick={() => onOpen("microphone")}>
          <MicIcon />
          {isConnecting ? "Connecting…" : "Start talking"}
        </button>
        <button type="button" className="secondary" disabled={!canOpen} onClick={() => onOpen("sample")}>
          Use the sample recording
        </button>
      </div>
      <div className="choices">
        <ProtocolSwitch isDisabled={isConnecting} />
        <ServerSwitch
          targets={targets}
          target={target}
          isDisabled={isConnecting}
          onTarget={(each) => onChoice({ ...choice, target: each })}
        />
        {carriers.length > 1 && (
          <div className="switch" role="group" aria-label="Transport">
            {carriers.map(({ id, label }) => (
              <button
                key={id}
                type="button"
                aria-pressed={id === carrier}
                disabled={isConnecting}
                onClick={() => onChoice({ ...choice, carrier: id })}
              >
                {label}
              </button>
            ))}
          </div>
        )}
      </div>
      <div className="picks">
        <label>
          Model
          <NamePicker names={models} value={settings.model} onChange={(model) => onSettings({ ...settings, model })} />
        </label>
        <label>
          Voice
          <NamePicker names={voices} value={settings.voice} onChange={(voice) => onSettings({ ...settings, voice })} />
        </label>
      </div>
      <div className="about">
        {shared !== undefined && <p className="shared">The settings come from a shared link: {shared}.</p>}
        {needsKey && (
          <>
            <label htmlFor={keyId}>Ephemeral key</label>
            <input
              id={keyId}
              type="password"
              autoComplete="off"
              placeholder="ek_…"
              value={key}
              aria-describedby={`${keyId}-help`}
              onChange={(event) => onChoice({ ...choice, key: event.target.value.trim() })}
            />
          </>
        )}
        {link._tag === "Ended" && link.isFailure ? (
          <p className="why" role="alert">
            {link.why}
          </p>
        ) : (
          <p id={`${keyId}-help`}>{aboutOf(target)}</p>
        )}
      </div>
    </section>
  )
}

/** Explains the chosen server. */
const aboutOf = ({ about, id, mints }: Target): string => {
  if (!mints)
    return "Or start the console with OPENAI_API_KEY set: it creates ephemeral keys, and your API key never reaches the page."
  if (id === "openai") return `Answered by ${about}. The console creates an ephemeral key that is valid for a minute.`
  return about === "offline engine"
    ? "No key and no network needed. The offline engine recognizes English, answers by a few rules, and speaks."
    : `Answered by the ${about} of the realtime server on this machine.`
}
