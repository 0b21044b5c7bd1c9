/** The settings of a session before a client has connected. */
import type { SessionRequest } from "@antiphon/core/shapes"
import { invalidSession } from "../machine/ranges.ts"
import type { Refusal } from "../machine/Refusal.ts"
import { defaults, type Settings, updated } from "../machine/Settings.ts"
import { whisperClash } from "../machine/whisperClash.ts"
import { randomHex } from "./Keys.ts"

/** Returns the settings that a session of this request begins with. */
export const sessionSettings = (session: SessionRequest | undefined): Settings => {
  const model = (session?.type === "realtime" ? session.model : undefined) ?? "gpt-realtime"
  const type = session?.type === "transcription" ? "transcription" : "realtime"
  const settings = defaults({ type, id: `sess_${randomHex(12)}`, model, expiresAt: 0 })
  return session === undefined ? settings : updated(settings, session)
}

/** Returns why a request of the right shape is refused. `session.update` refuses the same. */
export const invalidBeginning = (session: SessionRequest): Refusal | undefined =>
  invalidSession(session) ?? whisperClash(sessionSettings(session))
