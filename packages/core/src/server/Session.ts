/** Server events about the session, its errors and its limits. */
import * as Schema from "effect/Schema"
import { ErrorDetail, RateLimit } from "../shapes/Detail.ts"
import { Session } from "../shapes/Session.ts"
import { serverEvent } from "../wire/Wire.ts"

/** The first event of every connection; shows the whole default configuration. */
export class SessionCreated extends serverEvent<SessionCreated>()("session.created", {
  /** The session with every default filled in. */
  session: Session
}) {}

/** A `session.update` was accepted; shows the whole effective configuration, not only what changed. */
export class SessionUpdated extends serverEvent<SessionUpdated>()("session.updated", {
  /** The session as it is from now on. */
  session: Session
}) {}

/** A client event was refused, or the server failed. The session usually goes on; a socket that closes next says otherwise. */
export class ErrorEvent extends serverEvent<ErrorEvent>()("error", {
  /** What was wrong, and with which client event. */
  error: ErrorDetail
}) {}

/** New rate-limit figures, around a response; may never come. */
export class RateLimitsUpdated extends serverEvent<RateLimitsUpdated>()("rate_limits.updated", {
  /** The limits that changed. */
  rate_limits: Schema.Array(RateLimit)
}) {}
