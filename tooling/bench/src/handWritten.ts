/**
 * The floor of a validated decode. These are hand-written checks for the events of the bench's frames, which name every
 * field in the code. They have the same three outcomes and the same limit on depth.
 */
type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const isText = (value: unknown) => typeof value === "string"
const isIndex = (value: unknown) => Number.isSafeInteger(value)
const orNone =
  (check: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || value === null || check(value)
const text = orNone(isText)
const count = orNone(isIndex)
const number = orNone(Number.isFinite)
const flag = orNone((value) => typeof value === "boolean")
const listOf = (check: (value: unknown) => boolean) => orNone((value) => Array.isArray(value) && value.every(check))

const isPart = (part: unknown): boolean => {
  if (!isObject(part) || !isText(part["type"])) return false
  switch (part["type"]) {
    case "input_text":
    case "output_text":
      return text(part["text"])
    case "input_audio":
    case "output_audio":
      return text(part["audio"]) && text(part["transcript"])
    default:
      return true
  }
}

const isItem = (item: unknown): boolean => {
  if (!isObject(item) || !text(item["id"]) || !text(item["object"]) || !text(item["status"])) return false
  switch (item["type"]) {
    case "message":
      return isText(item["role"]) && Array.isArray(item["content"]) && item["content"].every(isPart)
    case "function_call":
      return isText(item["name"]) && isText(item["arguments"]) && text(item["call_id"])
    default:
      return isText(item["type"])
  }
}

const isCached = orNone(
  (value) =>
    isObject(value) && count(value["text_tokens"]) && count(value["audio_tokens"]) && count(value["image_tokens"])
)
const isInput = orNone(
  (value) =>
    isObject(value) &&
    count(value["text_tokens"]) &&
    count(value["audio_tokens"]) &&
    count(value["image_tokens"]) &&
    count(value["cached_tokens"]) &&
    isCached(value["cached_tokens_details"])
)
const isOutput = orNone((value) => isObject(value) && count(value["text_tokens"]) && count(value["audio_tokens"]))
const isUsage = orNone(
  (value) =>
    isObject(value) &&
    count(value["total_tokens"]) &&
    count(value["input_tokens"]) &&
    count(value["output_tokens"]) &&
    isInput(value["input_token_details"]) &&
    isOutput(value["output_token_details"])
)
const isFormat = orNone((value) => isObject(value) && isText(value["type"]) && count(value["rate"]))
const isOutputAudio = orNone(
  (value) => isObject(value) && isFormat(value["format"]) && text(value["voice"]) && number(value["speed"])
)
const isResponseAudio = orNone((value) => isObject(value) && isOutputAudio(value["output"]))
const isMetadata = orNone((value) => isObject(value) && Object.values(value).every(isText))

const isResponse = (value: unknown): boolean =>
  isObject(value) &&
  isText(value["id"]) &&
  text(value["object"]) &&
  text(value["status"]) &&
  orNone(isObject)(value["status_details"]) &&
  listOf(isItem)(value["output"]) &&
  text(value["conversation_id"]) &&
  listOf(isText)(value["output_modalities"]) &&
  (count(value["max_output_tokens"]) || isText(value["max_output_tokens"])) &&
  isResponseAudio(value["audio"]) &&
  isUsage(value["usage"]) &&
  isMetadata(value["metadata"])

const isVad = orNone(
  (value) =>
    isObject(value) &&
    isText(value["type"]) &&
    number(value["threshold"]) &&
    number(value["prefix_padding_ms"]) &&
    number(value["silence_duration_ms"]) &&
    number(value["idle_timeout_ms"]) &&
    flag(value["create_response"]) &&
    flag(value["interrupt_response"])
)
const isInputAudio = orNone(
  (value) =>
    isObject(value) &&
    isFormat(value["format"]) &&
    orNone(isObject)(value["transcription"]) &&
    orNone(isObject)(value["noise_reduction"]) &&
    isVad(value["turn_detection"])
)
const isTool = (value: unknown) =>
  isObject(value) && isText(value["type"]) && text(value["name"]) && text(value["description"])
const isSession = (value: unknown): boolean =>
  isObject(value) &&
  isText(value["type"]) &&
  text(value["id"]) &&
  text(value["object"]) &&
  text(value["model"]) &&
  listOf(isText)(value["output_modalities"]) &&
  text(value["instructions"]) &&
  listOf(isTool)(value["tools"]) &&
  number(value["expires_at"]) &&
  orNone((audio) => isObject(audio) && isInputAudio(audio["input"]) && isOutputAudio(audio["output"]))(
    value["audio"]
  ) &&
  listOf(isText)(value["include"])

const inPart = (event: Fields) =>
  isText(event["response_id"]) &&
  isText(event["item_id"]) &&
  isIndex(event["output_index"]) &&
  isIndex(event["content_index"])

const check = (event: Fields): boolean | undefined => {
  switch (event["type"]) {
    case "session.created":
      return isText(event["event_id"]) && isSession(event["session"])
    case "input_audio_buffer.speech_started":
      return isText(event["event_id"]) && isText(event["item_id"]) && Number.isFinite(event["audio_start_ms"])
    case "input_audio_buffer.speech_stopped":
      return isText(event["event_id"]) && isText(event["item_id"]) && Number.isFinite(event["audio_end_ms"])
    case "input_audio_buffer.committed":
      return isText(event["event_id"]) && isText(event["item_id"]) && text(event["previous_item_id"])
    case "conversation.item.added":
    case "conversation.item.done":
      return isText(event["event_id"]) && text(event["previous_item_id"]) && isItem(event["item"])
    case "response.created":
    case "response.done":
      return isText(event["event_id"]) && isResponse(event["response"])
    case "response.output_item.added":
    case "response.output_item.done":
      return (
        isText(event["event_id"]) &&
        isText(event["response_id"]) &&
        isIndex(event["output_index"]) &&
        isItem(event["item"])
      )
    case "response.content_part.added":
    case "response.content_part.done": {
      const part = event["part"]
      return (
        isText(event["event_id"]) &&
        inPart(event) &&
        isObject(part) &&
        text(part["type"]) &&
        text(part["text"]) &&
        text(part["transcript"]) &&
        text(part["audio"])
      )
    }
    case "response.output_audio.delta":
    case "response.output_audio_transcript.delta":
    case "response.output_text.delta":
      return isText(event["event_id"]) && inPart(event) && isText(event["delta"]) && text(event["obfuscation"])
    case "response.output_audio.done":
      return isText(event["event_id"]) && inPart(event)
    case "response.output_audio_transcript.done":
      return isText(event["event_id"]) && inPart(event) && isText(event["transcript"])
    case "response.output_text.done":
      return isText(event["event_id"]) && inPart(event) && isText(event["text"])
    case "response.function_call_arguments.delta":
      return (
        isText(event["event_id"]) &&
        isText(event["response_id"]) &&
        isText(event["item_id"]) &&
        isIndex(event["output_index"]) &&
        isText(event["call_id"]) &&
        isText(event["delta"]) &&
        text(event["obfuscation"])
      )
    case "response.function_call_arguments.done":
      return (
        isText(event["event_id"]) &&
        isText(event["response_id"]) &&
        isText(event["item_id"]) &&
        isIndex(event["output_index"]) &&
        isText(event["call_id"]) &&
        isText(event["arguments"]) &&
        text(event["name"])
      )
    case "rate_limits.updated":
      return (
        isText(event["event_id"]) &&
        Array.isArray(event["rate_limits"]) &&
        event["rate_limits"].every(
          (limit) =>
            isObject(limit) &&
            text(limit["name"]) &&
            number(limit["limit"]) &&
            number(limit["remaining"]) &&
            number(limit["reset_seconds"])
        )
      )
    default:
      return undefined
  }
}

/** Whether a text might nest past 256 levels. A text with fewer opening brackets cannot. */
const mayBeTooDeep = (frame: string): boolean => {
  if (frame.length <= 512) return false
  let brackets = 0
  for (const bracket of ["{", "["]) {
    for (let at = frame.indexOf(bracket); at !== -1; at = frame.indexOf(bracket, at + 1))
      if (++brackets > 256) return true
  }
  return false
}

/** Decodes a frame with hand-written checks. */
export const decode = (frame: string): { readonly _tag: string; readonly event?: unknown } => {
  let value: unknown
  try {
    value = JSON.parse(frame)
  } catch {
    return { _tag: "Malformed" }
  }
  if (mayBeTooDeep(frame) || !isObject(value) || typeof value["type"] !== "string") return { _tag: "Malformed" }
  const valid = check(value)
  return valid === undefined ? { _tag: "Unknown", event: value } : { _tag: valid ? "Known" : "Malformed", event: value }
}
