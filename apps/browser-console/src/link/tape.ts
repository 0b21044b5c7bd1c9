/** Keeps the recordings of a session in memory, one per connection. Lives as long as the page shows the session. */
import { RecordingError, type Sink } from "@antiphon/recording"
import * as Effect from "effect/Effect"

/** The recordings of one session. */
export interface Tape {
  /** When the session began, in ISO 8601. */
  readonly startedAt: string
  /** Makes the sink of one more connection. */
  readonly makeSink: () => Effect.Effect<Sink>
  /** The recordings so far, one per connection, as the text of files. */
  readonly recordings: () => ReadonlyArray<Blob>
}

/** The most bytes of one session. It is more than an hour of audio in both directions. */
const mostBytes = 512 * 1024 * 1024
/** Lines are moved into a blob from this size on, because the browser may keep blobs outside of its memory. */
const pieceLength = 1024 * 1024

/** Makes the tape of a session. A full tape refuses more lines, and the session continues unrecorded. */
export const makeTape = (limit = mostBytes): Tape => {
  const parts: Array<{ blob: Blob; lines: string }> = []
  let bytes = 0
  const make = (): Sink => {
    const part = { blob: new Blob(), lines: "" }
    parts.push(part)
    return {
      write: (lines) =>
        Effect.suspend(() => {
          bytes += lines.length
          if (bytes > limit) {
            return Effect.fail(
              new RecordingError({
                reason: "Sink",
                message: "the recording of this session is full. Save it, and start a new session."
              })
            )
          }
          part.lines += lines
          if (part.lines.length >= pieceLength) {
            part.blob = new Blob([part.blob, part.lines])
            part.lines = ""
          }
          return Effect.void
        })
    }
  }
  return {
    startedAt: new Date().toISOString(),
    makeSink: () => Effect.sync(make),
    recordings: () => parts.map(({ blob, lines }) => new Blob([blob, lines], { type: "application/x-ndjson" }))
  }
}
