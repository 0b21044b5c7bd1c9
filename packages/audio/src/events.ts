/** The server events that say where audio belongs, with the fields this package reads (GA names). */
interface InPart {
  readonly event_id?: string
  readonly response_id: string
  readonly item_id: string
  readonly output_index: number
  readonly content_index: number
}

export interface AudioDelta extends InPart {
  readonly type: "response.output_audio.delta"
  readonly delta: string
}

export interface AudioDone extends InPart {
  readonly type: "response.output_audio.done"
}

export interface TranscriptDelta extends InPart {
  readonly type: "response.output_audio_transcript.delta"
  readonly delta: string
}

export interface TranscriptDone extends InPart {
  readonly type: "response.output_audio_transcript.done"
  readonly transcript: string
}

export interface PartAdded extends InPart {
  readonly type: "response.content_part.added"
  readonly part: { readonly type?: string }
}

export interface PartDone extends InPart {
  readonly type: "response.content_part.done"
  readonly part: { readonly type?: string }
}

export interface ResponseDone {
  readonly event_id?: string
  readonly type: "response.done"
  readonly response: { readonly id?: string | null }
}

/** An event about one content part. */
export type PartEvent = AudioDelta | AudioDone | TranscriptDelta | TranscriptDone | PartAdded | PartDone

/** An event that an assembly reads. */
export type OutputEvent = PartEvent | ResponseDone

export interface AppendEvent {
  readonly type: "input_audio_buffer.append"
  readonly audio: string
}

export interface CommitEvent {
  readonly type: "input_audio_buffer.commit"
}

export interface TruncateEvent {
  readonly type: "conversation.item.truncate"
  readonly item_id: string
  readonly content_index: number
  readonly audio_end_ms: number
}

export interface DeleteEvent {
  readonly type: "conversation.item.delete"
  readonly item_id: string
}

/** Any event; the assembly picks out those it reads. */
export interface AnyEvent {
  readonly type: string
}

const read: ReadonlySet<string> = new Set<OutputEvent["type"]>([
  "response.output_audio.delta",
  "response.output_audio.done",
  "response.output_audio_transcript.delta",
  "response.output_audio_transcript.done",
  "response.content_part.added",
  "response.content_part.done",
  "response.done"
])

export const isOutputEvent = (event: AnyEvent): event is OutputEvent => read.has(event.type)
