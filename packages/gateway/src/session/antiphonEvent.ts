/** Events of the gateway's own, for clients that asked for them. */
import type { NodeContext } from "../node/Context.ts"
import type { Claim } from "../services/SessionLog.ts"

/** A session that lasts longer than its token would be lost, so a token lives an hour longer than a suspended session. */
const tokenMs = 3_600_000

/** Writes an event with a token to resume by. */
export const antiphonEvent = (
  { settings, tokens }: NodeContext,
  { epoch, first, sid }: Claim,
  fields: { readonly type: "antiphon.session" | "antiphon.move" } & Readonly<Record<string, unknown>>
): string => {
  const resume_token = tokens.sign({ sid, first }, Date.now() + settings.resumeMs + tokenMs)
  const event_id = `event_${crypto.randomUUID()}`
  return JSON.stringify({ ...fields, event_id, session_id: sid, node: settings.node, epoch, resume_token })
}
