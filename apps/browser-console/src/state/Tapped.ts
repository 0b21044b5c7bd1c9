/** An event as it passed over the connection, in either direction. */
import { ClientEvent, type Decoded, type ServerEvent, type UnknownEvent } from "@antiphon/core"

export interface Received {
  readonly direction: "in"
  /** Milliseconds since the connection was asked for. */
  readonly at: number
  readonly decoded: Decoded<ServerEvent>
}

export interface Sent {
  readonly direction: "out"
  readonly at: number
  readonly decoded: Decoded<ClientEvent>
}

export type Tapped = Received | Sent

/** What came. */
export const receivedAt = (at: number, decoded: Decoded<ServerEvent>): Received => ({ direction: "in", at, decoded })

/** What went. */
export const sentAt = (at: number, event: ClientEvent | UnknownEvent): Sent => ({
  direction: "out",
  at,
  decoded: isUnknown(event) ? { _tag: "Unknown", event } : { _tag: "Known", event }
})

const known: ReadonlySet<string> = new Set(ClientEvent.types)
const isUnknown = (event: ClientEvent | UnknownEvent): event is UnknownEvent => !known.has(event.type)

/** The name of an event; what a malformed frame claims to be, where it claims anything. */
export const typeOf = ({ decoded }: Tapped): string =>
  decoded._tag === "Malformed" ? (decoded.error.type ?? "not an event") : decoded.event.type

/** Whether all an event brings is audio: by far most of them, and the least to read. */
export const isAudio = (type: string): boolean =>
  type === "input_audio_buffer.append" || type === "response.output_audio.delta"
