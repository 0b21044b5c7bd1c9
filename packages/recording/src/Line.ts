/**
 * The file format, version 1: JSON Lines. A {@link Header} comes first, then one {@link Line} per event, in the order in
 * which they were taken from the connection or handed over to it. A reader ignores keys it does not know; a new kind of
 * line or a changed meaning is a new version.
 */
import * as Schema from "effect/Schema"

/** The name that every header carries. */
export const formatName = "antiphon-recording"

/** The version of the format that this package writes, and the newest that it reads. */
export const formatVersion = 1

/** The first line. */
export class Header extends Schema.Opaque<Header>()(
  Schema.Struct({
    format: Schema.Literal(formatName),
    version: Schema.Int,
    /** When the recording began, ISO 8601 in UTC; every `t` counts from here. */
    started_at: Schema.String,
    /** The side that recorded. `client`: what came in are server events; `server`: client events. */
    side: Schema.Literals(["client", "server"]),
    /** The dialect that the events are written in. */
    dialect: Schema.Literals(["ga", "beta", "translation"]),
    /** The address of the connection, credentials blanked. */
    endpoint: Schema.String
  })
) {}

/** Milliseconds since `started_at`, by a monotonic clock, in steps of a microsecond. */
const t = Schema.Finite

/** `in`: received by the side that recorded. `out`: sent by it. */
const direction = Schema.Literals(["in", "out"])

/** Where the audio of an event is, when it is not in the line: `bytes` from `at` on in `file`, beside the recording. */
export class SoundPlace extends Schema.Opaque<SoundPlace>()(
  Schema.Struct({ file: Schema.String, at: Schema.Int, bytes: Schema.Int })
) {}

/** An event, whole, save what was blanked; also one that the vocabulary does not name. */
export class EventLine extends Schema.Opaque<EventLine>()(
  Schema.Struct({
    t,
    direction,
    event: Schema.StructWithRest(Schema.Struct({ type: Schema.String }), [
      Schema.Record(Schema.String, Schema.Unknown)
    ]),
    /** The event's `audio` or `delta` stands empty in the line, and is there. */
    sound: Schema.optionalKey(SoundPlace)
  })
) {}

/** A frame that was no event. Its text as it came save what was blanked, or its bytes in base64, up to a bound. */
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

/** How the connection ended, after everything received before. Absent where the recording stopped earlier. */
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
export const Line = Schema.Union([EventLine, MalformedLine, EndLine])
export type Line = typeof Line.Type
