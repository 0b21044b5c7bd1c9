/** The small shapes inside events, such as an error, a rate limit and a status. */
import * as Schema from "effect/Schema"
import { filled, nullish, open, optional, shape } from "../wire/Wire.ts"

/** What went wrong, in an `error` event. */
export class ErrorDetail extends shape<ErrorDetail>()({
  /** `invalid_request_error`, `server_error`, … Some servers send none. */
  type: nullish(Schema.String),
  /** What happened, in words for people. If the server sends no message, it is the code. */
  message: filled(Schema.String, "reason"),
  /** The kind of error, e.g. `conversation_already_has_active_response`. Null if the server names none. */
  code: nullish(Schema.String),
  /** The dotted path of the field at fault, e.g. `session.audio.output.speed`. */
  param: nullish(Schema.String),
  /** The `event_id` of the client event that the server refused, if the event had one. */
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
  /** The seconds until the limit is full again, with fractions. */
  reset_seconds: nullish(Schema.Finite)
}) {}

/** The log probability of one token of a transcript. */
export class LogProb extends shape<LogProb>()({
  /** The token, as text. */
  token: Schema.String,
  /** The natural logarithm of the token's probability. */
  logprob: Schema.Finite,
  /** UTF-8 of the token. */
  bytes: nullish(Schema.Array(Schema.Int))
}) {}

/** A language that the transcriber recognized. */
export class TranscriptionLanguage extends shape<TranscriptionLanguage>()({
  /** The language as ISO 639-1, e.g. `en`. */
  code: Schema.String
}) {}

/** The default conversation of a session. */
export class Conversation extends shape<Conversation>()({
  /** `conv_…` */
  id: optional(Schema.String),
  /** `realtime.conversation`. */
  object: nullish(open("realtime.conversation"))
}) {}

/** Whether an item is complete, was cut off or is still in progress. */
export const ItemStatus = open("completed", "incomplete", "in_progress")
export type ItemStatus = typeof ItemStatus.Type
