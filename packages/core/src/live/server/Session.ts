/** Server events about a Live session, its cost and its errors. */
import * as Schema from "effect/Schema"
import { filled, nullish, open, serverEvent } from "../../wire/Wire.ts"
import { ContextWindow, LiveError, SessionResource, SessionUsage } from "../shapes/Session.ts"
import { answered } from "./answered.ts"

/** The session began. It answers `session.start`, and is the first event of a sideband. */
export class SessionStarted extends serverEvent<SessionStarted>()("session.started", {
  ...answered,
  /** The session with every default filled in. */
  session: SessionResource
}) {}

/** A `session.update` was accepted. It has the whole configuration in force, not only the changes. */
export class SessionUpdated extends serverEvent<SessionUpdated>()("session.updated", {
  ...answered,
  /** The session as it is from now on. */
  session: SessionResource
}) {}

/** What the session cost so far. The value never falls. */
export class SessionUsageUpdated extends serverEvent<SessionUsageUpdated>()("session.usage.updated", {
  ...answered,
  /** The seconds since the start. */
  usage: SessionUsage,
  /** How full the model's context is. */
  context_window: nullish(ContextWindow)
}) {}

/** Why a session ended. */
export const CloseReason = open("close_requested", "expired", "content", "remote_hangup", "connection_lost")
export type CloseReason = typeof CloseReason.Type

/** The session ended. The connection closes next. A connection that closes without it has not settled its usage. */
export class SessionClosed extends serverEvent<SessionClosed>()("session.closed", {
  ...answered,
  /** Why it ended. */
  reason: nullish(CloseReason),
  /** The session as it was. */
  session: nullish(SessionResource),
  /** What the session cost. */
  usage: nullish(SessionUsage)
}) {}

/** The server refused a client event, or the session failed. */
export class ErrorEvent extends serverEvent<ErrorEvent>()("error", {
  ...answered,
  /** What went wrong, and with which client event. */
  error: LiveError
}) {}

/** A notice, e.g. of the events that a data channel may carry. */
export class Info extends serverEvent<Info>()("info", {
  ...answered,
  /** The kind of notice. */
  code: nullish(Schema.String),
  /** The notice in words for people. */
  message: filled(Schema.String, "code")
}) {}
