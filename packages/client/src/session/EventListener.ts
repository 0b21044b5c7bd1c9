/** Events as they travel. */
import type { ClientEvent, ProtocolError, ServerEvent, UnknownEvent } from "@antiphon/core"

/**
 * Called with each event as it travels, in both directions and over every connection. A frame that is not an event comes
 * as `{ type: "malformed", error }`. Its errors go to the console and stop nothing.
 */
export type EventListener = (direction: "received" | "sent", event: AnyEvent) => unknown

/** An event of either side, known or not, or a frame that is none. */
export type AnyEvent =
  | ServerEvent
  | ClientEvent
  | UnknownEvent
  | { readonly type: "malformed"; readonly error: ProtocolError }
