import * as Data from "effect/Data"

/** Where a frame departs from the schema of its type, and how, in words. */
export interface ProtocolIssue {
  /**
   * Keys and indices from the event down to the place, e.g. `["response", "output", 0, "id"]`. Empty for the event
   * itself. Keys longer than 80 characters are cut.
   */
  readonly path: ReadonlyArray<string | number>
  /** What was expected there and what kind of value stood there. Never the value itself. */
  readonly message: string
}

/**
 * Why a frame is not an event.
 * - `Binary` is a binary frame. Events travel as text.
 * - `NotJson` is text that is not JSON.
 * - `NotObject` is JSON that is not an object.
 * - `NoType` is an object without a string `type`.
 * - `TooDeep` is nested deeper than 256 levels.
 * - `TooManyValues` has more than 2 million commas and opening brackets, or an object with more than 262,144 keys.
 * - `Invalid` has a known `type`, and the rest does not fit that type. See the issues.
 */
export type ProtocolErrorReason =
  | "Binary"
  | "NotJson"
  | "NotObject"
  | "NoType"
  | "TooDeep"
  | "TooManyValues"
  | "Invalid"

/** A frame or value that is not a valid event. It keeps what was received under `raw`, which is never printed. */
export class ProtocolError extends Data.TaggedError("ProtocolError")<{
  readonly reason: ProtocolErrorReason
  /** The `type` that the frame claims, if it has one. */
  readonly type: string | undefined
  /** At most 20, however many there are. */
  readonly issues: ReadonlyArray<ProtocolIssue>
}> {
  /** The frame as received, or the value given to `make` or `validate`. Not enumerable. It may hold secrets or audio. */
  declare readonly raw: unknown
  /** The key that names the events of the vocabulary, `type` for every one of this package. Not enumerable. */
  declare readonly key: string

  constructor(fields: {
    readonly reason: ProtocolErrorReason
    readonly type?: string | undefined
    readonly issues?: ReadonlyArray<ProtocolIssue>
    /** The key that names the events of the vocabulary. Defaults to `type`. */
    readonly key?: string
    readonly raw: unknown
  }) {
    super({ reason: fields.reason, type: fields.type, issues: fields.issues ?? [] })
    Object.defineProperty(this, "raw", { value: fields.raw, enumerable: false })
    Object.defineProperty(this, "key", { value: fields.key ?? "type", enumerable: false })
  }

  override get message(): string {
    switch (this.reason) {
      case "Binary":
        return "binary frame: events travel as text"
      case "NotJson":
        return "frame is not JSON"
      case "NotObject":
        return "frame is JSON but not an object"
      case "NoType":
        return `frame has no string \`${this.key}\``
      case "TooDeep":
        return "frame is nested deeper than 256 levels"
      case "TooManyValues":
        return "frame holds more than 2 million values, or an object of more than 262,144 keys"
      case "Invalid":
        return short(
          `${short(this.type ?? "", 80)} is malformed: ${this.issues.map(formatIssue).join("; ")}`,
          maxMessage
        )
    }
  }
}

/** Characters that a message has at most, whatever the frame says. */
const maxMessage = 2000

const short = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text)

const formatIssue = (issue: ProtocolIssue): string =>
  issue.path.length === 0 ? issue.message : `${formatPath(issue.path)}: ${issue.message}`

/** `["response", "output", 0, "id"]` as `response.output[0].id`, the way the protocol writes `error.param`. */
export const formatPath = (path: ReadonlyArray<string | number>): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    ""
  )
