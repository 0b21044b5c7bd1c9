/** The current problem and its remedy, in one line above the controls. */
import type { Console } from "../link/makeConsole.ts"
import type { Opening } from "../link/openSession.ts"
import type { ConsoleState } from "../state/Console.ts"
import { CloseIcon, WarningIcon } from "./icons.tsx"

/** The state with the problem, and the commands that remedy it. */
interface Props {
  readonly state: ConsoleState
  readonly console: Console
  readonly onOpen: (voice: Opening["voice"]) => void
}

/** The line, or nothing. */
export const ProblemBar = ({ console, onOpen, state: { link, log, problem, voice } }: Props) => {
  if (link._tag === "Ended" && log.next > 0) {
    return (
      <div className="problem" data-calm={!link.isFailure} role={link.isFailure ? "alert" : "status"}>
        {link.isFailure && <WarningIcon />}
        <p>
          {link.isFailure
            ? link.why
            : "The session has ended. Your transcript stays here until you start a new session."}
        </p>
        <button type="button" className="quiet small" onClick={console.clear}>
          Clear
        </button>
        <button type="button" className="secondary small" onClick={() => onOpen("microphone")}>
          Talk again
        </button>
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
  if (problem === undefined) return null
  return (
    <div className="problem" role="alert">
      <WarningIcon />
      <p>{problem.message}</p>
      <button type="button" className="round small" aria-label="Dismiss" onClick={console.dismiss}>
        <CloseIcon />
      </button>
    </div>
  )
}
