/** An event as it passed over the connection, in either direction. */
import { ClientEvent, type Decoded, type ServerEvent, type UnknownEvent } from "@antiphon/core"

/** An event from the server. */
export interface Received {
  readonly direction: "in"
  /** Milliseconds since the connection was requested. */
  readonly at: number
  readonly decoded: Decoded<ServerEvent>
}

/** An event from the page. */
export interface Sent {
  readonly direction: "out"
  readonly at: number
  readonly decoded: Decoded<ClientEvent>
}

/** An event in either direction. */
export type Tapped = Received | Sent

/** A received event. */
export const receivedAt = (at: number, decoded: Decoded<ServerEvent>): Received => ({ direction: "in", at, decoded })

/** A sent event. */
export const sentAt = (at: number, event: ClientEvent | UnknownEvent): Sent => ({
  direction: "out",
  at,
  decoded: isUnknown(event) ? { _tag: "Unknown", event } : { _tag: "Known", event }
})

const known: ReadonlySet<string> = new Set(ClientEvent.types)
/** Whether the vocabulary does not name an event. */
const isUnknown = (event: ClientEvent | UnknownEvent): event is UnknownEvent => !known.has(event.type)

/** The type of an event, or the type that a malformed frame claims. */
export const typeOf = ({ decoded }: Tapped): string =>
  decoded._tag === "Malformed" ? (decoded.error.type ?? "not an event") : decoded.event.type

/** Whether an event holds only audio. Most events do, and they say least. */
export const isAudio = (type: string): boolean =>
  type === "input_audio_buffer.append" || type === "response.output_audio.delta"
