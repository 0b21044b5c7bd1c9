/** The session as a whole. It begins, is updated, and expires (protocol section 2 (0)). */
import type { ClientEvent, EventNamed } from "@antiphon/core"
import type { Draft } from "./Draft.ts"
import * as InputBuffer from "./inputBuffer.ts"
import type { Input } from "./Message.ts"
import * as Mcp from "./mcp.ts"
import { invalidSession } from "./ranges.ts"
import { invalidValue, type Refusal } from "./Refusal.ts"
import { type Settings, updated, view, voiceName } from "./Settings.ts"
import type { MachineState } from "./State.ts"
import { whisperClash } from "./whisperClash.ts"

/** Begins the session: sends `session.created`, starts turn detection, sets the timer of the end, and lists MCP tools. */
export const created = (draft: Draft): void => {
  greet(draft)
  InputBuffer.detect(draft)
  timePassed(draft)
  Mcp.list(draft, draft.state.settings.tools)
}

/** Sets the timer of the session's end. A tick that comes too early sets it again. */
export const timePassed = (draft: Draft): void =>
  draft.output({ _tag: "Wake", reason: "expiry", at: draft.state.settings.expiresAt * 1000 })

/** Sends `session.created`. */
export const greet = (draft: Draft): void => draft.send("session.created", { session: view(draft.state.settings) })

/** Handles `session.update`. The update is applied whole or not at all. */
export const update = (
  draft: Draft,
  { session }: EventNamed<typeof ClientEvent, "session.update">
): Refusal | undefined => {
  const refusal = invalidSession(session) ?? immutable(draft.state, session)
  if (refusal !== undefined) return refusal
  const before = draft.state.settings
  const settings = updated(before, session)
  const clash = whisperClash(settings)
  if (clash !== undefined) return clash
  draft.update({ settings })
  if (settings.inputFormat !== before.inputFormat) InputBuffer.restartCodec(draft)
  if (!sameDetection(before, draft.state.settings)) InputBuffer.detect(draft)
  draft.send("session.updated", { session: view(draft.state.settings) })
  if (settings.tools !== before.tools) Mcp.list(draft, settings.tools)
  return undefined
}

/** The settings that an update asks for. */
type Request = EventNamed<typeof ClientEvent, "session.update">["session"]

/** Returns what an update may no longer change. Another model is ignored and not refused, as at the real server. */
const immutable = ({ settings, spoken, responses }: MachineState, session: Request): Refusal | undefined => {
  if (session.type !== settings.type) {
    return invalidValue("session.type", `The session is of type '${settings.type}' and stays so. Open another session.`)
  }
  if (session.type !== "realtime") return undefined
  const { voice, speed } = session.audio?.output ?? {}
  const name = voiceName(voice) ?? settings.voice
  if (spoken && name !== settings.voice) {
    return invalidValue(
      "session.audio.output.voice",
      "The voice is fixed after the session has spoken. Open another session for another voice."
    )
  }
  if (responses.size > 0 && speed != null && speed !== settings.speed) {
    return invalidValue(
      "session.audio.output.speed",
      "The speed changes only between responses. Wait for response.done."
    )
  }
  if (session.tracing !== undefined && settings.tracing !== null && !same(session.tracing, settings.tracing)) {
    return invalidValue("session.tracing", "Tracing cannot change after it is on. Open another session.")
  }
  return undefined
}

/** Whether the detector may go on with the new settings. */
const sameDetection = (a: Settings, b: Settings): boolean => same(a.turnDetection, b.turnDetection)

/** Compares two values as JSON. */
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Sends in place of an event that is too large for this connection. Names the event, and the sideband that can have it. */
export const tooLarge = (
  draft: Draft,
  { bytes, callId, limitBytes, type }: Omit<Extract<Input, { readonly _tag: "TooLarge" }>, "_tag" | "now">
): void => {
  const size = bytes === undefined ? "" : `of ${bytes} bytes `
  const way = callId === undefined ? "" : ` Connect a sideband (?call_id=${callId}) over WebSocket, which takes it.`
  const message = `An event '${type}' ${size}was not sent, since this connection takes at most ${limitBytes} bytes.${way}`
  draft.send("error", {
    error: { type: "invalid_request_error", code: "event_too_large", message, param: null, event_id: null }
  })
}

/** Sends `session_expired` and closes the connection. */
export const expire = (draft: Draft): void => {
  const message = `Your session hit the maximum duration of ${draft.state.limits.sessionMs / 60_000} minutes.`
  end(draft, { code: "session_expired", message }, { code: 1001, reason: message })
}

/** How each refusal of a connection is worded, and its close code. */
const farewells = {
  beta_api_shape_disabled: {
    message: "The beta API shape is disabled. Connect without the OpenAI-Beta header or subprotocol.",
    close: 4000
  },
  invalid_api_key: { message: "Incorrect API key provided. Check the key.", close: 3000 }
}

/** Sends why there is no session, and closes the connection. Never echoes the key. */
export const turnAway = (draft: Draft, code: keyof typeof farewells): void => {
  const { message, close } = farewells[code]
  end(draft, { code, message }, { code: close, reason: `invalid_request_error.${code}` })
}

/** Sends an `error` event and closes the connection. The machine takes no more inputs. */
const end = (
  draft: Draft,
  error: { readonly code: string; readonly message: string },
  close: { readonly code: number; readonly reason: string }
): void => {
  draft.send("error", { error: { type: "invalid_request_error", ...error, param: null, event_id: null } })
  draft.update({ closed: true })
  draft.output({ _tag: "Close", ...close })
}
