/** What clients send: understood, checked, handed to its family, or refused with an `error` event and not applied at all. */
import { ClientEvent, type Decoded, type EventNamed, type ProtocolError } from "@antiphon/core"
import * as Conversation from "./conversation.ts"
import { Draft } from "./Draft.ts"
import * as InputBuffer from "./inputBuffer.ts"
import * as Mcp from "./mcp.ts"
import * as Playback from "./playback.ts"
import { invalidValue, type Refusal, refuse } from "./Refusal.ts"
import * as Response from "./response.ts"
import * as Session from "./session.ts"
import { unknownIn } from "./strict.ts"
import * as Transcription from "./transcription.ts"

const maxEventIdChars = 512

/** Applies a client event to the draft, or reports why not. */
export const apply = (draft: Draft, decoded: Decoded<ClientEvent>): void => {
  const attempt = new Draft(draft.state, draft.now)
  const refusal = handle(attempt, decoded)
  if (refusal !== undefined) return draft.error(refusal, eventIdOf(decoded))
  draft.update(attempt.state)
  for (const output of attempt.outputs) draft.output(output)
}

const handle = (draft: Draft, decoded: Decoded<ClientEvent>): Refusal | undefined => {
  switch (decoded._tag) {
    case "Malformed":
      return malformed(decoded.error)
    case "Unknown": {
      const known = ClientEvent.types.map((type) => `'${type}'`).join(", ")
      return refuse("invalid_event", `Unknown event type '${decoded.event.type}'. Supported are: ${known}.`, "type")
    }
    case "Known":
      return tooLong(decoded.event) ?? unknownIn(decoded.event) ?? dispatch(draft, decoded.event)
  }
}

const tooLong = ({ event_id }: ClientEvent): Refusal | undefined =>
  event_id !== undefined && event_id.length > maxEventIdChars
    ? invalidValue("event_id", `An event_id has at most ${maxEventIdChars} characters.`)
    : undefined

const dispatch = (draft: Draft, event: ClientEvent): Refusal | undefined => {
  switch (event.type) {
    case "session.update":
      return Session.update(draft, event)
    case "input_audio_buffer.append":
      return InputBuffer.append(draft, event)
    case "input_audio_buffer.commit":
      return InputBuffer.commit(draft)
    case "input_audio_buffer.clear":
      return InputBuffer.clear(draft)
    case "output_audio_buffer.clear":
      return Playback.clear(draft)
    case "conversation.item.create":
      return event.item.type === "mcp_approval_response"
        ? Mcp.decide(draft, event, event.item)
        : Conversation.create(draft, event)
    case "conversation.item.retrieve":
      return Conversation.retrieve(draft, event)
    case "conversation.item.truncate":
      return Conversation.truncate(draft, event)
    case "conversation.item.delete":
      return remove(draft, event)
    case "response.create":
    case "response.cancel":
      if (draft.state.settings.type === "transcription") {
        return refuse("invalid_event", "A transcription session has no responses.", "type")
      }
      return event.type === "response.create" ? Response.create(draft, event) : Response.cancel(draft, event)
  }
}

const remove = (
  draft: Draft,
  event: EventNamed<typeof ClientEvent, "conversation.item.delete">
): Refusal | undefined => {
  const refusal = Conversation.remove(draft, event)
  if (refusal !== undefined) return refusal
  Transcription.abandon(draft, event.item_id)
  Mcp.abandon(draft, event.item_id)
  return undefined
}

/** The first thing wrong with a frame that is no event. */
const malformed = (error: ProtocolError): Refusal => {
  const [issue] = error.issues
  if (error.reason !== "Invalid" || issue === undefined) {
    return refuse("invalid_event", `Could not understand the event: ${error.message}.`)
  }
  const param = formatPath(issue.path)
  return isMissing(receivedFrom(error), issue.path)
    ? refuse("missing_required_parameter", `Missing required parameter: '${param}'.`, param)
    : invalidValue(param, `Invalid value for '${param}': ${issue.message}.`)
}

const formatPath = (path: ReadonlyArray<string | number>): string =>
  path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    ""
  )

const isMissing = (value: unknown, [key, ...rest]: ReadonlyArray<string | number>): boolean =>
  key === undefined ? value === undefined : isMissing(field(value, key), rest)

const field = (value: unknown, key: string | number): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined

const eventIdOf = (decoded: Decoded<ClientEvent>): string | null => {
  const received = decoded._tag === "Malformed" ? receivedFrom(decoded.error) : decoded.event
  const id = field(received, "event_id")
  return typeof id === "string" ? id.slice(0, maxEventIdChars) : null
}

/** The frame as JSON. Only an `Invalid` one has passed the parser, and so is safe to parse again. */
const receivedFrom = ({ reason, raw }: ProtocolError): unknown =>
  reason === "Invalid" && typeof raw === "string" ? JSON.parse(raw) : raw
