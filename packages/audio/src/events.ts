/** The events of the protocol that this package reads and makes. */
import type { ClientEvent, ServerEvent, UnknownEvent } from "@antiphon/core"

type Server<T extends ServerEvent["type"]> = Extract<ServerEvent, { readonly type: T }>
type Client<T extends ClientEvent["type"]> = Extract<ClientEvent, { readonly type: T }>

const partEvents = [
  "response.output_audio.delta",
  "response.output_audio.done",
  "response.output_audio_transcript.delta",
  "response.output_audio_transcript.done",
  "response.content_part.added",
  "response.content_part.done"
] as const

/** An event about one content part that may hold audio. */
export type PartEvent = Server<(typeof partEvents)[number]>

const partEventTypes: ReadonlySet<string> = new Set(partEvents)

export const isPartEvent = (event: ServerEvent | UnknownEvent): event is PartEvent => partEventTypes.has(event.type)

/** An event that an assembly reads. */
export type OutputEvent = PartEvent | Server<"response.done">

// Interfaces, because a type that refers to one of them can be named in declarations.
export interface AppendEvent extends Client<"input_audio_buffer.append"> {}
export interface CommitEvent extends Client<"input_audio_buffer.commit"> {}
export interface TruncateEvent extends Client<"conversation.item.truncate"> {}
export interface DeleteEvent extends Client<"conversation.item.delete"> {}
