/**
 * Recordings of realtime connections: what passed in either direction, with times, as JSON Lines. No I/O here; see
 * `@antiphon/recording/node` for files.
 */

// For everyone: write one, read one.
export { record, type Recorded, type RecordOptions } from "./record.ts"
export { parse, type Recording } from "./parse.ts"
export { RecordingError } from "./RecordingError.ts"
export { EndLine, EventLine, formatName, formatVersion, Header, Line, MalformedLine } from "./Line.ts"

// For authors of sinks.
export type { Sink } from "./Sink.ts"
