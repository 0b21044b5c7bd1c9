import type { SessionRequest } from "@antiphon/core/shapes"
import { invalidSession } from "../machine/ranges.ts"
import type { Refusal } from "../machine/Refusal.ts"
import { defaults, type Settings, updated } from "../machine/Settings.ts"
import { whisperClash } from "../machine/whisperClash.ts"
import { randomHex } from "./Keys.ts"

/** With what a session of such a request begins, before anyone has connected. */
export const sessionSettings = (session: SessionRequest | undefined): Settings => {
  const model = (session?.type === "realtime" ? session.model : undefined) ?? "gpt-realtime"
  const type = session?.type === "transcription" ? "transcription" : "realtime"
  const settings = defaults({ type, id: `sess_${randomHex(12)}`, model, expiresAt: 0 })
  return session === undefined ? settings : updated(settings, session)
}

/** What is wrong with a request of the right shape: the same that `session.update` refuses. */
export const invalidBeginning = (session: SessionRequest): Refusal | undefined =>
  invalidSession(session) ?? whisperClash(sessionSettings(session))
