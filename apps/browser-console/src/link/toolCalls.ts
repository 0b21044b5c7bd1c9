/** Answers the function calls of a session. Each call is answered once. */
import type { RealtimeSession } from "@antiphon/client"
import { callsInFlight } from "@antiphon/session"
import { runTool, type Theme } from "./tools.ts"

/** Runs a command on the open session, and shows its error. */
export type Tried = (command: (session: RealtimeSession) => Promise<unknown>) => Promise<void>

/** The calls of one session at a time. */
export interface ToolCalls {
  /** Sends the output of a call. */
  readonly answer: (callId: string, output: string) => Promise<void>
  /** Runs the calls that this page knows. The others wait for the user. */
  readonly runOwn: (session: RealtimeSession) => void
  /** Forgets the answered calls, for a new session. */
  readonly forget: () => void
}

/** Makes the calls of a console. */
export const makeToolCalls = (tried: Tried, setTheme: (theme: Theme) => void): ToolCalls => {
  const answered = new Set<string>()
  const answer = (callId: string, output: string): Promise<void> =>
    tried(async (session) => {
      answered.add(callId)
      await session.addItem({ type: "function_call_output", call_id: callId, output })
      // The last answer to the calls of a response requests the next response.
      if (callsInFlight(session.state).length === 0) await session.createResponse()
    })
  return {
    answer,
    runOwn: (session) => {
      for (const { arguments: json, callId, name } of callsInFlight(session.state)) {
        if (answered.has(callId)) continue
        answered.add(callId)
        const output = runTool(name, json, setTheme)
        if (output !== undefined) void answer(callId, output)
      }
    },
    forget: () => answered.clear()
  }
}
