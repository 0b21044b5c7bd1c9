/** Client events that start, change and end a Live session. */
import * as Schema from "effect/Schema"
import { shape } from "../../wire/Wire.ts"
import { SessionStartConfig, SessionUpdateConfig } from "../shapes/Session.ts"
import { command } from "./command.ts"

/**
 * Starts the session. It is the first event of a WebSocket, because the server is silent before it. A data channel and
 * a sideband never send it.
 */
export class SessionStart extends shape<SessionStart>()({
  type: Schema.tag("session.start"),
  ...command,
  /** The settings. A fork sends its changes instead. */
  session: SessionStartConfig
}) {}

/** Changes the settings of the delegation or the triggers. Everything else is fixed. */
export class SessionUpdate extends shape<SessionUpdate>()({
  type: Schema.tag("session.update"),
  ...command,
  /** The settings to change. */
  session: SessionUpdateConfig
}) {}

/** Ends the session in order. The server answers `session.closed`. */
export class SessionClose extends shape<SessionClose>()({ type: Schema.tag("session.close"), ...command }) {}
