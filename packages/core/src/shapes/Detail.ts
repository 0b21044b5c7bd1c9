/** The small things inside events. */
import * as Schema from "effect/Schema"
import { filled, nullish, open, optional, shape } from "../wire/Wire.ts"

/** What stands for the words of an error that has none. */
export const reasonOf = (_: unknown, error: object): string => {
  const { code, type }: Readonly<Record<string, unknown>> = { ...error }
  const name = code ?? type
  return typeof name === "string" ? name : "The server gave no reason."
}

/** What went wrong, in an `error` event. */
export class ErrorDetail extends shape<ErrorDetail>()({
  /** `invalid_request_error`, `server_error`, … Some servers send none. */
  type: nullish(Schema.String),
  /** What happened, in words for people. If a server sends none, it is the code. */
  message: filled(Schema.String, reasonOf),
  /** E.g. `conversation_already_has_active_response`; null where the server names none. */
  code: nullish(Schema.String),
  /** The dotted path of the field at fault, e.g. `session.audio.output.speed`. */
  param: nullish(Schema.String),
  /** The `event_id` of the client event that was refused, where it had one. */
  event_id: nullish(Schema.String)
}) {}

/** Why a transcription failed. */
export class TranscriptionError extends shape<TranscriptionError>()({
  type: nullish(Schema.String),
  /** E.g. `audio_unintelligible`. */
  code: nullish(Schema.String),
  /** What happened, in words for people. */
  message: nullish(Schema.String),
  /** The field at fault. */
  param: nullish(Schema.String)
}) {}

/** The state of one rate limit. */
export class RateLimit extends shape<RateLimit>()({
  /** What is limited. */
  name: nullish(open("requests", "tokens")),
  /** How much the limit allows. */
  limit: nullish(Schema.Finite),
  /** How much of it is left. */
  remaining: nullish(Schema.Finite),
  /** Seconds until it is full again; fractional. */
  reset_seconds: nullish(Schema.Finite)
}) {}

/** How sure a transcriber was of one token. */
export class LogProb extends shape<LogProb>()({
  /** The token, as text. */
  token: Schema.String,
  /** Its natural logarithm of probability. */
  logprob: Schema.Finite,
  /** UTF-8 of the token. */
  bytes: nullish(Schema.Array(Schema.Int))
}) {}

/** A language that was heard. */
export class TranscriptionLanguage extends shape<TranscriptionLanguage>()({
  /** ISO 639-1, e.g. `en`. */
  code: Schema.String
}) {}

/** The default conversation of a session. */
export class Conversation extends shape<Conversation>()({
  /** `conv_…` */
  id: optional(Schema.String),
  /** `realtime.conversation`. */
  object: nullish(open("realtime.conversation"))
}) {}

/** Whether an item is being made, whole, or cut off. */
export const ItemStatus = open("completed", "incomplete", "in_progress")
export type ItemStatus = typeof ItemStatus.Type
