/** The codes that `error.code` has (protocol.json, `errorCodes`), of those that refuse a client event. */
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
  // Ours, as HTTP's 503 has it: the process, not the event, is at fault.
  | "server_overloaded"

/** Why a client event is not applied; becomes an `error` event (protocol section 2 (9)). */
export interface Refusal {
  readonly code: RefusalCode
  /** What is wrong, and the remedy. */
  readonly message: string
  /** Dotted path of the field at fault. */
  readonly param: string | null
  /** Defaults to `invalid_request_error`. */
  readonly type?: "server_error"
}

export const refuse = (code: RefusalCode, message: string, param: string | null = null): Refusal => ({
  code,
  message,
  param
})

/** The most common one: a value that does not fit its field. */
export const invalidValue = (param: string, message: string): Refusal => refuse("invalid_value", message, param)
