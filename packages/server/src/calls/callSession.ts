/** Decides which session a call opens. */
import type { Endpoint, Handshake } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Result from "effect/Result"
import { badRequest, forbidden, type HttpRefusal } from "../http/HttpRefusal.ts"
import type { Access } from "../http/Keys.ts"
import { kindOf } from "../http/kindOf.ts"
import { invalidBeginning, sessionSettings } from "../http/sessionSettings.ts"
import { invalidValue, refuse } from "../machine/Refusal.ts"
import { updated, view } from "../machine/Settings.ts"

/** The session that a call opens. */
export interface CallSession {
  readonly kind: Endpoint.EndpointKind
  readonly session: SessionRequest | undefined
}

/**
 * Returns the session of a call. The settings of the offer are laid over those of the client secret. With an API key the
 * model comes from those settings or from `?model=`. A client secret knows its own model (protocol section 0).
 */
export const callSession = (
  { model }: Handshake["query"],
  access: Access,
  given: SessionRequest | undefined
): Result.Result<CallSession, HttpRefusal> => {
  if (access._tag === "Translation") return Result.fail(forbidden("This client secret opens translation sessions."))
  const own = access._tag === "Session" ? access.session : undefined
  if (access._tag === "Session" && model !== undefined) {
    return Result.fail(badRequest(invalidValue("model", "A client secret knows its model. Leave out ?model=.")))
  }
  if (own !== undefined && given !== undefined && own.type !== given.type) {
    return Result.fail(forbidden(`This client secret opens sessions of type ${own.type}.`))
  }
  const session = own === undefined || given === undefined ? (given ?? own) : over(own, given)
  const refusal = session && invalidBeginning(session)
  if (refusal !== undefined) return Result.fail(badRequest(refusal))
  if (access._tag === "ApiKey" && session?.type === "realtime" && (session.model ?? model) === undefined) {
    return Result.fail(badRequest(noModel))
  }
  const settled: Access = session === undefined ? access : { _tag: "Session", session }
  const named = session?.type === "realtime" ? (session.model ?? model) : model
  const query = named === undefined ? {} : { model: named }
  return Result.map(kindOf({ path: "/v1/realtime", query }, settled), (kind) => ({ kind, session }))
}

/** Refuses a call without a model. */
const noModel = refuse("missing_required_parameter", "Name a model: session.model, or ?model=…", "session.model")

/** Returns what `own` becomes when `session.update` asks for `given`, as one request. */
const over = (own: SessionRequest, given: SessionRequest): SessionRequest => {
  const { expires_at: _expiry, id: _id, object: _object, ...session } = view(updated(sessionSettings(own), given))
  return session.type === "realtime" && given.type === "realtime" && given.model != null
    ? { ...session, model: given.model }
    : session
}
