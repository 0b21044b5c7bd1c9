/**
 * The file format, version 1, as JSON Lines. A {@link Header} comes first, then one {@link RecordedLine} per event. Lines
 * stand in the order in which events were taken from the connection or given to it. A reader ignores keys that it does not
 * know. A new kind of line or a changed meaning is a new version.
 */
import * as Schema from "effect/Schema"

/** The name that every header carries. */
export const formatName = "antiphon-recording"

/** The version of the format that this package writes, and the newest that it reads. */
export const formatVersion = 1

/** The first line of a recording. */
export class Header extends Schema.Opaque<Header>()(
  Schema.Struct({
    format: Schema.Literal(formatName),
    version: Schema.Int,
    /** When the recording began, ISO 8601 in UTC. Every `t` counts from here. */
    started_at: Schema.String,
    /** The side that recorded. A `client` received server events, and a `server` received client events. */
    side: Schema.Literals(["client", "server"]),
    /** The dialect that the events are written in. */
    dialect: Schema.Literals(["ga", "beta", "translation"]),
    /** The address of the connection, without credentials. */
    endpoint: Schema.String
  })
) {}

/** Milliseconds since `started_at`, by a monotonic clock, in steps of a microsecond. */
const t = Schema.Finite

/** `in` is what the recording side received, `out` is what it sent. */
const direction = Schema.Literals(["in", "out"])

/** A whole event without its credentials. Events that the vocabulary does not name are recorded too. */
export class EventLine extends Schema.Opaque<EventLine>()(
  Schema.Struct({
    t,
    direction,
    event: Schema.StructWithRest(Schema.Struct({ type: Schema.String }), [Schema.Record(Schema.String, Schema.Unknown)])
  })
) {}

/** A frame that was not an event. The line holds its text without credentials, or its bytes in base64, up to a bound. */
export class MalformedLine extends Schema.Opaque<MalformedLine>()(
  Schema.Struct({
    t,
    direction,
    malformed: Schema.Struct({
      /** The `reason` of the `ProtocolError`. */
      reason: Schema.String,
      message: Schema.String,
      text: Schema.optionalKey(Schema.String),
      base64: Schema.optionalKey(Schema.String),
      /** How many characters or bytes of the frame are left out because it was over the bound. */
      cut: Schema.optionalKey(Schema.Int)
    })
  })
) {}

/** How the connection ended, after everything received before. Absent if the recording stopped earlier. */
export class EndLine extends Schema.Opaque<EndLine>()(
  Schema.Struct({
    t,
    end: Schema.Struct({
      /** The tag of the `TransportError`'s reason, e.g. `Closed`. */
      reason: Schema.String,
      message: Schema.String,
      code: Schema.optionalKey(Schema.Int),
      by: Schema.optionalKey(Schema.Literals(["local", "remote"]))
    })
  })
) {}

/** Every line after the first. */
export const RecordedLine = Schema.Union([EventLine, MalformedLine, EndLine])
export type RecordedLine = typeof RecordedLine.Type
