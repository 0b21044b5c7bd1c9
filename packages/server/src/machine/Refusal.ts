/**
 * Why a client event is refused, and how much of it a refusal may quote.
 * A refusal says what is wrong and what to do about it. It never quotes more than a bounded part of the event.
 */
export type RefusalCode =
  | "invalid_event"
  | "missing_required_parameter"
  | "unknown_parameter"
  | "invalid_value"
  | "conversation_already_has_active_response"
  | "response_cancel_not_active"
  | "input_audio_buffer_commit_empty"
  | "item_truncate_invalid_item_id"
  | "unsupported_content_type"
  // Of this server alone, like HTTP's 503. The process is at fault, and not the event.
  | "server_overloaded"

/** Why a client event is not applied. Becomes an `error` event (protocol section 2 (9)). */
export interface Refusal {
  readonly code: RefusalCode
  /** What is wrong, and what to do about it. */
  readonly message: string
  /** Dotted path of the field at fault. */
  readonly param: string | null
  /** Defaults to `invalid_request_error`. */
  readonly type?: "server_error"
}

/** Makes a refusal. */
export const refuse = (code: RefusalCode, message: string, param: string | null = null): Refusal => ({
  code,
  message,
  param
})

/** Makes the most common refusal: a value that does not fit its field. */
export const invalidValue = (param: string, message: string): Refusal => refuse("invalid_value", message, param)

/** Characters of a message. */
const maxMessageChars = 2000
/** Characters of a path. */
const maxParamChars = 256

/** Bounds what an error quotes of a peer's text. An error is for people, and holds no megabytes. */
export const quoted = ({
  message,
  param
}: {
  readonly message: string
  readonly param: string | null
}): { readonly message: string; readonly param: string | null } => ({
  message: clip(message),
  param: param === null ? null : clip(param, maxParamChars)
})

/** The first characters of a text, without half of a character at the end. */
export const clip = (text: string, chars: number = maxMessageChars): string =>
  text.length <= chars ? text : `${text.slice(0, chars - 1).replace(/[\ud800-\udbff]$/, "")}…`
