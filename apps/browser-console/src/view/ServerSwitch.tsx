/** Chooses the server. */
import type { Target } from "../link/targets.ts"

/** The servers and the choice. */
interface Props {
  readonly targets: ReadonlyArray<Target>
  readonly target: Target
  readonly isDisabled: boolean
  readonly onTarget: (target: Target) => void
}

/** The names of the servers on their buttons. */
const names: Readonly<Record<Target["id"], string>> = { local: "This machine", openai: "OpenAI" }

/** The switch on the start pages. */
export const ServerSwitch = ({ isDisabled, onTarget, target, targets }: Props) => (
  <div className="switch" role="group" aria-label="Server">
    {targets.map((each) => (
      <button
        key={each.id}
        type="button"
        aria-pressed={each.id === target.id}
        disabled={isDisabled}
        onClick={() => onTarget(each)}
      >
        {names[each.id]}
      </button>
    ))}
  </div>
)
