/** Server events about the session, its errors and its limits. */
import * as Schema from "effect/Schema"
import { ErrorDetail, RateLimit, reasonOf } from "../../shapes/Detail.ts"
import { Session } from "../../shapes/Session.ts"
import { filled, serverEvent } from "../../wire/Wire.ts"

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

/** What an event says was wrong, if it says so beside `error` instead of in it, or in one word. */
const errorOf = (value: unknown, event: object): unknown => {
  if (typeof value === "string") return { message: value }
  const { code, message, param }: Readonly<Record<string, unknown>> = { ...event }
  const said = Object.entries({ code, message, param }).filter(([, text]) => typeof text === "string")
  return said.length === 0 ? undefined : { message: reasonOf(undefined, { code }), ...Object.fromEntries(said) }
}

/**
 * A client event was refused, or the server failed. The session usually goes on; a socket that closes next says otherwise.
 * Some servers put code and message beside `error`; they are read as if they stood in it.
 */
export class ErrorEvent extends serverEvent<ErrorEvent>()("error", {
  /** What was wrong, and with which client event. */
  error: filled(ErrorDetail, errorOf)
}) {}

/** New rate-limit figures, around a response; may never come. */
export class RateLimitsUpdated extends serverEvent<RateLimitsUpdated>()("rate_limits.updated", {
  /** The limits that changed. */
  rate_limits: filled(Schema.Array(RateLimit), () => [])
}) {}
