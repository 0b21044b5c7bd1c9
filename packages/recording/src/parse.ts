/** Reads the text of a recording. A damaged line never hides the others. */
import { kindOf, throwArgument } from "@antiphon/core/boundary"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { formatName, formatVersion, Header, RecordedLine } from "./RecordedLine.ts"
import { RecordingError } from "./RecordingError.ts"

/** A recording as read. */
export interface Recording {
  readonly header: Header
  readonly lines: ReadonlyArray<RecordedLine>
  /**
   * The numbers of the lines that could not be read. The header is line 1. A writer that crashed breaks at most the last
   * line.
   */
  readonly broken: ReadonlyArray<number>
}

const readJson = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Unknown))
const readHeader = Schema.decodeUnknownOption(Header)
const readLine = Schema.decodeUnknownOption(Schema.fromJsonString(RecordedLine))

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Only the format and the version are essential. A foreign writer may leave the rest of a header out. */
const withOrnaments = (header: unknown): unknown =>
  isFields(header)
    ? {
        ...header,
        started_at: header["started_at"] ?? "",
        side: header["side"] ?? "client",
        dialect: header["dialect"] ?? "ga",
        endpoint: header["endpoint"] ?? ""
      }
    : header

const isDialect = Schema.is(Header.fields.dialect)

/** The dialect of a later writer. */
const unreadDialect = (header: unknown): string | undefined => {
  if (!isFields(header) || header["format"] !== formatName) return undefined
  const dialect = header["dialect"]
  return typeof dialect === "string" && !isDialect(dialect) ? dialect.slice(0, 40) : undefined
}

/**
 * Reads the text of a recording. Fails if the text has no header, or a newer version. A broken line is left out and its
 * number stands in `broken`. Skips a byte order mark and carriage returns.
 */
export const parse = (text: string): Result.Result<Recording, RecordingError> => {
  if (typeof text !== "string") throwArgument(parse, `parse takes the text of a recording, not ${kindOf(text)}`)
  // Editors and shells add a byte order mark, and carriage returns.
  const all = text.replace(/^\ufeff/, "").split("\n")
  const begins = Math.max(
    0,
    all.findIndex((line) => line.trim() !== "")
  )
  const rest = all.slice(begins + 1)
  const first = Option.getOrUndefined(readJson(all[begins] ?? ""))
  const unread = unreadDialect(first)
  if (unread !== undefined) {
    return Result.fail(
      new RecordingError({
        reason: "Version",
        message: `The recording has the dialect ${unread}, which this package does not read. Update this package.`
      })
    )
  }
  const header = readHeader(withOrnaments(first))
  if (Option.isNone(header)) {
    return Result.fail(
      new RecordingError({
        reason: "NotARecording",
        message: `The first line is not a header of format "${formatName}". Choose a file that a recorder wrote.`
      })
    )
  }
  if (header.value.version > formatVersion) {
    return Result.fail(
      new RecordingError({
        reason: "Version",
        message: `The recording has version ${header.value.version}, and this package reads up to ${formatVersion}. Update this package.`
      })
    )
  }
  const lines: Array<RecordedLine> = []
  const broken: Array<number> = []
  for (const [index, line] of rest.entries()) {
    if (line.trim() === "") continue
    const read = readLine(line)
    if (Option.isSome(read)) lines.push(read.value)
    else broken.push(index + begins + 2)
  }
  return Result.succeed({ header: header.value, lines, broken })
}
