/** Checks an event that the user typed, before it is sent as it is. */
import { ClientEvent, formatPath, type UnknownEvent } from "@antiphon/core"
import * as Result from "effect/Result"

/** The result of a check. */
export type CheckedEvent =
  | {
      readonly _tag: "Sendable"
      readonly event: ClientEvent | UnknownEvent
      /** What does not match the schema. The server may refuse it. */
      readonly doubts: ReadonlyArray<string>
    }
  | { readonly _tag: "Unsendable"; readonly why: string }

/** Whether a value is an event, of a known type or not. */
const isEvent = (value: unknown): value is UnknownEvent =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  "type" in value &&
  typeof value.type === "string"

/** Reads a typed event. Anything with a `type` can be sent, so that the user can see how a server refuses it. */
export const checkEvent = (text: string): CheckedEvent => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    return { _tag: "Unsendable", why: `This is not JSON: ${cause instanceof Error ? cause.message : String(cause)}` }
  }
  if (!isEvent(value)) return { _tag: "Unsendable", why: `An event is an object with a "type"` }
  const known: ReadonlyArray<string> = ClientEvent.types
  if (!known.includes(value.type)) {
    return { _tag: "Sendable", event: value, doubts: [`The protocol has no client event "${value.type}"`] }
  }
  return Result.match(ClientEvent.validate(value), {
    onSuccess: (event) => ({ _tag: "Sendable", event, doubts: [] }),
    onFailure: ({ issues }) => ({
      _tag: "Sendable",
      event: value,
      doubts: issues.map(({ message, path }) => `${formatPath(path) || "event"} ${message}`)
    })
  })
}

/** An event to begin with. */
interface Template {
  readonly type: string
  readonly item?: object
  readonly session?: object
}

/** The events to begin with. */
export const eventTemplates: ReadonlyArray<Template> = [
  { type: "response.create" },
  { type: "response.cancel" },
  { type: "input_audio_buffer.clear" },
  {
    type: "conversation.item.create",
    item: { type: "message", role: "user", content: [{ type: "input_text", text: "Hello." }] }
  },
  { type: "session.update", session: { type: "realtime", instructions: "Answer in rhymes." } }
]
