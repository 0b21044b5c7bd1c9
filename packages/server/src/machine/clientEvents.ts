/**
 * What clients send. An event is understood, checked and dispatched to its family, or refused with an `error` event and
 * not applied at all.
 *
 * One rule holds for every refusal here, in the gate and over HTTP. If a recorded session shows that the real server
 * accepts something, this server accepts it. It is strict only about what the real server refuses, and about the limits
 * that keep this server alive.
 */
import { ClientEvent, type Decoded, type EventNamed } from "@antiphon/core"
import * as Result from "effect/Result"
import * as Conversation from "./conversation.ts"
import { Draft } from "./Draft.ts"
import { overBudget } from "./holdings.ts"
import * as InputBuffer from "./inputBuffer.ts"
import * as Mcp from "./mcp.ts"
import * as Playback from "./playback.ts"
import { type Refusal, refuse } from "./Refusal.ts"
import * as Response from "./response.ts"
import * as Session from "./session.ts"
import * as Transcription from "./transcription.ts"
import { eventIdOf, understand } from "./understand.ts"

/** Applies a client event to the draft, or sends an `error` event that says why not. */
export const apply = (draft: Draft, decoded: Decoded<ClientEvent>): void => {
  const attempt = new Draft(draft.state, draft.now)
  const refusal = handle(attempt, decoded) ?? overBudget(draft.state, attempt.state, draft.roomBytes, grownBy(decoded))
  if (refusal !== undefined) return draft.error(refusal, eventIdOf(decoded))
  draft.state = attempt.state
  for (const output of attempt.outputs) draft.output(output)
}

/** The field of each event that makes a session grow. */
const fields: Readonly<Record<string, string>> = {
  "session.update": "session",
  "input_audio_buffer.append": "audio",
  "conversation.item.create": "item",
  "response.create": "response"
}

/** The field at fault if an event makes a session too large. */
const grownBy = (decoded: Decoded<ClientEvent>): string | null =>
  decoded._tag === "Known" ? (fields[decoded.event.type] ?? null) : null

/** Understands an event and applies it to a draft of its own. Returns why it is refused, or `undefined`. */
const handle = (draft: Draft, decoded: Decoded<ClientEvent>): Refusal | undefined =>
  Result.match(understand(ClientEvent, decoded), {
    onFailure: (refusal) => refusal,
    onSuccess: (event) => dispatch(draft, event)
  })

/** Hands an event to its family. */
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

/** Deletes an item, with the work that runs for it. */
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
