/** The start page of Live. */
import type { Target } from "../link/targets.ts"
import type { Link } from "../state/Console.ts"
import { voices } from "../state/Settings.ts"
import { MicIcon } from "../view/icons.tsx"
import { NamePicker } from "../view/NamePicker.tsx"
import { Responsory } from "../view/Responsory.tsx"
import { ServerSwitch } from "../view/ServerSwitch.tsx"
import type { LiveOpening } from "./LiveDesk.ts"
import { ProtocolSwitch } from "./ProtocolSwitch.tsx"

/** The choice of the user. */
interface Props {
  readonly link: Link
  readonly targets: ReadonlyArray<Target>
  readonly target: Target
  readonly onTarget: (target: Target) => void
  readonly model: string
  readonly onModel: (model: string) => void
  readonly voice: string
  readonly onVoice: (voice: string) => void
  readonly onOpen: (voice: LiveOpening["voice"]) => void
}

/** The models to suggest. */
const models = ["gpt-live-1", "gpt-live-1.1"]

/** Shown until the first session opens. */
export const LiveWelcome = (props: Props) => {
  const { link, model, onModel, onOpen, onTarget, onVoice, target, targets, voice } = props
  const isConnecting = link._tag === "Connecting"
  const canOpen = !isConnecting && target.mints
  return (
    <section className="welcome" aria-labelledby="welcome-title">
      <Responsory />
      <h2 id="welcome-title">Say something.</h2>
      <p className="lede">A Live session is one stream both ways. The model listens while it speaks.</p>
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
        <ServerSwitch targets={targets} target={target} isDisabled={isConnecting} onTarget={onTarget} />
      </div>
      <div className="picks">
        <label>
          Model
          <NamePicker names={models} value={model} onChange={onModel} />
        </label>
        <label>
          Voice
          <NamePicker names={voices} value={voice} onChange={onVoice} />
        </label>
      </div>
      <div className="about">
        {link._tag === "Ended" && link.isFailure ? (
          <p className="why" role="alert">
            {link.why}
          </p>
        ) : (
          <p>
            {target.mints
              ? "Audio travels over WebRTC. Live has no ephemeral keys, so the console passes the offer on with its own key."
              : "Live has no ephemeral keys. Start the console with OPENAI_API_KEY set, which never reaches the page."}
          </p>
        )}
      </div>
    </section>
  )
}
