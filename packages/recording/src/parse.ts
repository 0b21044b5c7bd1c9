import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { formatName, formatVersion, Header, Line } from "./Line.ts"
import { RecordingError } from "./RecordingError.ts"
import { putSound } from "./sound.ts"

/** A recording as read. */
export interface Recording {
  readonly header: Header
  readonly lines: ReadonlyArray<Line>
  /** Lines that could not be read, by their number in the file (the header is 1); a writer that crashed leaves at most the last. */
  readonly broken: ReadonlyArray<number>
}

const readJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))
const readHeader = Schema.decodeUnknownOption(Header)
const readLine = Schema.decodeUnknownOption(Schema.fromJsonString(Line))

/**
 * Reads the text of a recording. Fails on a text that is none, or of a newer version; a broken line is named and left out.
 * A byte order mark and
 * carriage returns are skipped. Audio beside the lines is put back into their events where `soundOf` is given, the content of a file by its name; a line
 * whose audio is not there is broken.
 */
export const parse = (
  text: string,
  soundOf?: (file: string) => Uint8Array | undefined
): Result.Result<Recording, RecordingError> => {
  // Editors and shells add a byte order mark, and carriage returns.
  const [first = "", ...rest] = text.replace(/^\ufeff/, "").split("\n")
  const header = Option.flatMap(readJson(first), readHeader)
  if (Option.isNone(header)) {
    return Result.fail(
      new RecordingError({ reason: "NotARecording", message: `the first line is no header of format "${formatName}"` })
    )
  }
  if (header.value.version > formatVersion) {
    return Result.fail(
      new RecordingError({
        reason: "Version",
        message: `the recording has version ${header.value.version}, and this package reads up to ${formatVersion}: update it`
      })
    )
  }
  const lines: Array<Line> = []
  const broken: Array<number> = []
  for (const [index, line] of rest.entries()) {
    if (line.trim() === "") continue
    const read = Option.flatMap(readLine(line), (each) =>
      soundOf === undefined ? Option.some(each) : putSound(each, soundOf)
    )
    if (Option.isSome(read)) lines.push(read.value)
    else broken.push(index + 2)
  }
  return Result.succeed({ header: header.value, lines, broken })
}
