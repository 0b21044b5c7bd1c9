/** Whether anything is under way. */
import * as InputAudio from "./inputAudio.ts"
import * as Requests from "./requests.ts"
import type { MachineState } from "./State.ts"

/** Whether no command is under way, no response is asked for or owed to a turn, and no turn waits for its commit. */
export const isIdle = ({ commands, link, session }: MachineState): boolean =>
  commands.size === 0 && link.id !== "" && Requests.isIdle(link) && !InputAudio.isHeld(link.input, session)
