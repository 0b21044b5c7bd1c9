/**
 * Recordings of realtime connections, written as JSON Lines, read back, and replayed. They hold both directions with times.
 * This module does no I/O. See `@antiphon/recording/node` for files.
 */

// For everyone: write one, read one.
export { record, type Recorded, type RecordOptions } from "./record.ts"
export { recordTransport } from "./recordTransport.ts"
export { parse, type Recording } from "./parse.ts"
export { RecordingError } from "./RecordingError.ts"
export { EndLine, EventLine, formatName, formatVersion, Header, MalformedLine, RecordedLine } from "./RecordedLine.ts"

// For everyone: replay one, into a reducer, to a client, or to a server.
export { received } from "./replay/received.ts"
export { paced } from "./replay/paced.ts"
export { replayTransport } from "./replay/replayTransport.ts"
export { replayUser } from "./replay/replayUser.ts"
export type { PlayOptions } from "./replay/play.ts"
export { ReplayError } from "./replay/ReplayError.ts"

// For authors of sinks.
export type { Sink } from "./Sink.ts"
