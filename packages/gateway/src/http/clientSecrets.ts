/** Mints the keys of pages. The key of the upstream never leaves the gateway. */
import { ClientEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import { refusal, type Refusal } from "../node/Refusal.ts"
import { isRecord } from "../relay/splitAudio.ts"
import type { Secrets } from "../services/Secrets.ts"
import { entryOf } from "../session/Line.ts"
import { digestOf, type Tenant } from "./Tenants.ts"

const shortest = 10
const longest = 7_200
const usual = 600

/** Answers `POST /v1/realtime/client_secrets`. */
export const mintSecret = Effect.fnUntraced(function* (secrets: Secrets["Service"], tenant: Tenant, body: string) {
  const request = body.trim() === "" ? {} : entryOf(body)
  if (request === undefined) return yield* refusal(400, "invalid_json", "The body is not a JSON object.")
  const session = request["session"]
  if (session !== undefined && sessionUpdate(session) === undefined)
    return yield* refusal(400, "invalid_value", "`session` is not a session. Give it a `type`, e.g. realtime.")
  const after = isRecord(request["expires_after"]) ? request["expires_after"]["seconds"] : usual
  if (typeof after !== "number" || !(after >= shortest && after <= longest))
    return yield* refusal(400, "invalid_value", `expires_after.seconds has to be ${shortest} to ${longest}.`)
  const value = `ek_${crypto.randomUUID().replaceAll("-", "")}`
  const expiresAt = Math.floor(Date.now() / 1_000) + Math.floor(after)
  const grant = { tenant: tenant.name, expiresAt: expiresAt * 1_000, ...(session === undefined ? {} : { session }) }
  yield* Effect.mapError(secrets.keep(digestOf(value), grant), unavailable)
  return {
    value,
    expires_at: expiresAt,
    session: isRecord(session) ? { ...session, object: "realtime.session" } : null
  }
})

export const unavailable = (): Refusal =>
  refusal(503, "engine_unavailable", "The gateway cannot read or write its records now. Try again later.")

/** The event that gives an upstream the settings of a secret, or `undefined` if they are no session. */
export const sessionUpdate = (session: unknown): ClientEvent | undefined => {
  if (!isRecord(session)) return undefined
  const { model: _model, ...settings } = session
  const decoded = ClientEvent.decode(
    JSON.stringify({ type: "session.update", session: { type: "realtime", ...settings } })
  )
  return decoded._tag === "Known" ? decoded.event : undefined
}
