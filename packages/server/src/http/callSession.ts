import type { Endpoint, Handshake } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Result from "effect/Result"
import type { Refusal } from "../machine/Refusal.ts"
import { updated, view } from "../machine/Settings.ts"
import { forbidden, HttpRefusal } from "./HttpRefusal.ts"
import type { Access } from "./Keys.ts"
import { kindOf } from "./kindOf.ts"
import { invalidBeginning, sessionSettings } from "./sessionSettings.ts"

/** The session that a call opens. */
export interface CallSession {
  readonly kind: Endpoint.EndpointKind
  readonly session: SessionRequest | undefined
}

/**
 * The session of a call: that of its client secret, under the settings that the offer brings. With an API key the model is
 * named by those settings or by `?model=`; a secret knows its own (protocol section 0).
 */
export const callSession = (
  { model }: Handshake["query"],
  access: Access,
  given: SessionRequest | undefined
): Result.Result<CallSession, HttpRefusal> => {
  if (access._tag === "Translation") return Result.fail(forbidden("This client secret opens translation sessions."))
  const own = access._tag === "Session" ? access.session : undefined
  if (access._tag === "Session" && model !== undefined) {
    return invalid("invalid_value", "A client secret knows its model: leave out ?model=.", "model")
  }
  if (own !== undefined && given !== undefined && own.type !== given.type) {
    return Result.fail(forbidden(`This client secret opens sessions of type ${own.type}.`))
  }
  const session = own === undefined || given === undefined ? (given ?? own) : over(own, given)
  const refusal = session && invalidBeginning(session)
  if (refusal !== undefined) return Result.fail(new HttpRefusal({ status: 400, ...refusal }))
  if (access._tag === "ApiKey" && session?.type === "realtime" && (session.model ?? model) === undefined) {
    return invalid("missing_required_parameter", "Name a model: session.model, or ?model=…", "session.model")
  }
  const settled: Access = session === undefined ? access : { _tag: "Session", session }
  const named = session?.type === "realtime" ? (session.model ?? model) : model
  const query = named === undefined ? {} : { model: named }
  return Result.map(kindOf({ path: "/v1/realtime", query }, settled), (kind) => ({ kind, session }))
}

const invalid = (code: Refusal["code"], message: string, param: string): Result.Result<never, HttpRefusal> =>
  Result.fail(new HttpRefusal({ status: 400, code, message, param }))

/** What `own` has become when `session.update` asks for `given`, as one request. */
const over = (own: SessionRequest, given: SessionRequest): SessionRequest => {
  const { expires_at: _expiry, id: _id, object: _object, ...session } = view(updated(sessionSettings(own), given))
  return session.type === "realtime" && given.type === "realtime" && given.model != null
    ? { ...session, model: given.model }
    : session
}
