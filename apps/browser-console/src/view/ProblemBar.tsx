/** The state that needs attention and its remedy, in one line above the controls. */
import { archiveOf, openArchive } from "../link/archive.ts"
import type { Console } from "../link/makeConsole.ts"
import type { Opening } from "../link/openSession.ts"
import { fieldAt } from "../state/checkSettings.ts"
import type { ConsoleState } from "../state/Console.ts"
import type { Replay } from "../state/Replay.ts"
import { labels } from "../state/Settings.ts"
import { CheckIcon, CloseIcon, WarningIcon } from "./icons.tsx"

/** The state with the problem, and the commands that remedy it. */
interface Props {
  readonly state: ConsoleState
  readonly console: Console
  readonly onOpen: (voice: Opening["voice"]) => void
  /** Opens the recording of the ended session. */
  readonly onPlayBack: (replay: Replay) => void
  /** Shows the settings. */
  readonly onSetting: () => void
  /** Whether the settings are shown. */
  readonly isSettings: boolean
}

/** The line, or nothing. */
export const ProblemBar = (props: Props) => {
  const { console, isSettings, onSetting, state } = props
  const { link, log, notice, problem, voice } = state
  if (link._tag === "Ended" && log.next > 0) return <Ended {...props} link={link} />
  if (link._tag === "Reconnecting") {
    return (
      <div className="problem" data-calm="true" role="status">
        <span className="lamp" data-waiting="true" />
        <p>The connection was lost. Attempt {link.attempt} to reconnect. Your conversation is kept.</p>
        <button type="button" className="secondary small" onClick={() => void console.reconnectNow()}>
          Try now
        </button>
      </div>
    )
  }
  const field = problem?.param === undefined ? undefined : fieldAt(problem.param)
  if (problem !== undefined && field !== undefined) {
    // The settings show the refusal beside its field.
    if (isSettings) return null
    return (
      <div className="problem" role="alert">
        <WarningIcon />
        <p>The server refused the setting “{labels[field]}”.</p>
        <button type="button" className="secondary small" onClick={onSetting}>
          Show it
        </button>
        <Dismiss console={console} />
      </div>
    )
  }
  if (problem !== undefined) {
    return (
      <div className="problem" role="alert">
        <WarningIcon />
        <p>{problem.message}</p>
        <Dismiss console={console} />
      </div>
    )
  }
  if (voice._tag === "Unavailable") {
    return (
      <div className="problem" role="alert">
        <WarningIcon />
        <p>{voice.why} You can also type, or use the sample recording.</p>
        <button type="button" className="secondary small" onClick={() => void console.speak("sample")}>
          Use the sample recording
        </button>
      </div>
    )
  }
  if (notice === undefined) return null
  return (
    <div className="problem" data-calm="true" role="status">
      <CheckIcon />
      <p>{notice}</p>
      <Dismiss console={console} />
    </div>
  )
}

/** Hides the line. */
const Dismiss = ({ console }: Pick<Props, "console">) => (
  <button type="button" className="round small" aria-label="Dismiss" onClick={console.dismiss}>
    <CloseIcon />
  </button>
)

/** The end of a session, and what can be done after it. */
const Ended = ({
  console,
  link,
  onOpen,
  onPlayBack
}: Props & { readonly link: ConsoleState["link"] & { _tag: "Ended" } }) => {
  const playBack = async (): Promise<void> => {
    const [first] = await openArchive(archiveOf(console.tape()))
    if (first !== undefined) onPlayBack(first)
  }
  return (
    <div className="problem" data-calm={!link.isFailure} role={link.isFailure ? "alert" : "status"}>
      {link.isFailure && <WarningIcon />}
      <p>
        {link.isFailure ? link.why : "The session has ended. Your transcript stays here until you start a new session."}
      </p>
      <div className="remedies">
        <button type="button" className="quiet small" onClick={console.clear}>
          Clear
        </button>
        <button type="button" className="quiet small" onClick={() => void playBack()}>
          Play back
        </button>
        <button type="button" className="secondary small" onClick={() => onOpen("microphone")}>
          Talk again
        </button>
      </div>
    </div>
  )
}
