/** The notice of an opened recording. */
import type { Replay } from "../state/Replay.ts"
import { OpenIcon } from "./icons.tsx"

/** Names the recording that is shown instead of the session. */
export const ReplayBar = ({ onClose, replay }: { readonly replay: Replay; readonly onClose: () => void }) => (
  <div className="replay" role="status">
    <OpenIcon />
    <p>
      <strong>{replay.name}</strong>
      <span>
        {replay.log.next} events · {new Date(replay.startedAt).toLocaleString()}
        {replay.end !== undefined && ` · ${replay.end}`}
        {replay.broken > 0 && ` · ${replay.broken} lines could not be read`}
      </span>
    </p>
    <button type="button" className="secondary small" aria-label="Close the recording" onClick={onClose}>
      Close
    </button>
  </div>
)
