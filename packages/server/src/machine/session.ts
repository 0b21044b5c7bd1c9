/** The session: begun, reconfigured, expired (protocol section 2 (0)). */
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

/** The first event of a connection, and turn detection by default. */
export const created = (draft: Draft): void => {
  greet(draft)
  InputBuffer.detect(draft)
  timePassed(draft)
  Mcp.list(draft, draft.state.settings.tools)
}

/** Asks to be woken when the session's time is up. */
export const timePassed = (draft: Draft): void =>
  draft.output({ _tag: "Wake", reason: "expiry", at: draft.state.settings.expiresAt * 1000 })

export const greet = (draft: Draft): void => draft.send("session.created", { session: view(draft.state.settings) })

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

type Request = EventNamed<typeof ClientEvent, "session.update">["session"]

/** What an update may no longer change. Another model is not refused but ignored, as the real server does. */
const immutable = ({ settings, spoken, responses }: MachineState, session: Request): Refusal | undefined => {
  if (session.type !== settings.type) {
    return invalidValue("session.type", `The session is of type '${settings.type}' and stays so: open another.`)
  }
  if (session.type !== "realtime") return undefined
  const { voice, speed } = session.audio?.output ?? {}
  const name = voiceName(voice) ?? settings.voice
  if (spoken && name !== settings.voice) {
    return invalidValue("session.audio.output.voice", "The voice is fixed once the session has spoken.")
  }
  if (responses.size > 0 && speed != null && speed !== settings.speed) {
    return invalidValue(
      "session.audio.output.speed",
      "The speed changes only between responses: wait for response.done."
    )
  }
  if (session.tracing !== undefined && settings.tracing !== null && !same(session.tracing, settings.tracing)) {
    return invalidValue("session.tracing", "Tracing cannot change once it is on.")
  }
  return undefined
}

const sameDetection = (a: Settings, b: Settings): boolean => same(a.turnDetection, b.turnDetection)

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** An event could not be sent over this connection: it is named, and the way by which it can be had. */
export const tooLarge = (
  draft: Draft,
  { bytes, callId, limitBytes, type }: Omit<Extract<Input, { readonly _tag: "TooLarge" }>, "_tag" | "now">
): void => {
  const size = bytes === undefined ? "" : `of ${bytes} bytes `
  const way = callId === undefined ? "." : `: connect a sideband (?call_id=${callId}) over WebSocket, which takes it.`
  const message = `An event '${type}' ${size}was not sent, since this connection takes at most ${limitBytes} bytes${way}`
  draft.send("error", {
    error: { type: "invalid_request_error", code: "event_too_large", message, param: null, event_id: null }
  })
}

/** Time is up: said once, then the connection closes. */
export const expire = (draft: Draft): void => {
  const message = `Your session hit the maximum duration of ${draft.state.limits.sessionMs / 60_000} minutes.`
  end(draft, { code: "session_expired", message }, { code: 1001, reason: message })
}

const farewells = {
  beta_api_shape_disabled: {
    message: "The beta API shape is disabled: connect without the OpenAI-Beta header or subprotocol.",
    close: 4000
  },
  invalid_api_key: { message: "Incorrect API key provided.", close: 3000 }
}

/** Says why there is no session, and closes. Never echoes the key. */
export const turnAway = (draft: Draft, code: keyof typeof farewells): void => {
  const { message, close } = farewells[code]
  end(draft, { code, message }, { code: close, reason: `invalid_request_error.${code}` })
}

const end = (
  draft: Draft,
  error: { readonly code: string; readonly message: string },
  close: { readonly code: number; readonly reason: string }
): void => {
  draft.send("error", { error: { type: "invalid_request_error", ...error, param: null, event_id: null } })
  draft.update({ closed: true })
  draft.output({ _tag: "Close", ...close })
}
