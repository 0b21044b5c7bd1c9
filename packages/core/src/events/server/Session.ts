/** Server events about the session, its errors and its limits. */
import * as Schema from "effect/Schema"
import { ErrorDetail, RateLimit } from "../../shapes/Detail.ts"
import { Session } from "../../shapes/Session.ts"
import { filled, serverEvent } from "../../wire/Wire.ts"

/** The first event of every connection. It has the whole default configuration. */
export class SessionCreated extends serverEvent<SessionCreated>()("session.created", {
  /** The session with every default filled in. */
  session: Session
}) {}

/** A `session.update` was accepted. It has the whole configuration in force, not only the changes. */
export class SessionUpdated extends serverEvent<SessionUpdated>()("session.updated", {
  /** The session as it is from now on. */
  session: Session
}) {}

/**
 * The server refused a client event, or failed. The session usually continues, and if it does not, the connection
 * closes next. Some servers put code and message beside `error`. They are read as fields of `error`.
 */
export class ErrorEvent extends serverEvent<ErrorEvent>()("error", {
  /** What went wrong, and with which client event. */
  error: filled(ErrorDetail, "error")
}) {}

/** The new state of the rate limits, sent around a response. Some servers never send it. */
export class RateLimitsUpdated extends serverEvent<RateLimitsUpdated>()("rate_limits.updated", {
  /** The limits that changed. */
  rate_limits: filled(Schema.Array(RateLimit), "emptyList")
}) {}
