/** Remembers the frames of mended events. `decode` left something out of such an event or filled something in. */
const frames = new WeakMap<object, unknown>()

/** Remembers the frames of events that were translated from the dialect of a server. `encode` does not give them back. */
const received = new WeakMap<object, unknown>()

/** Keeps the frame of a mended event, as its text or as the value that was given. It lives as long as the event. */
export const keepFrame = (event: object, frame: unknown): void => void frames.set(event, frame)

/** Keeps the frame that an event was translated from, as the value that was parsed. It lives as long as the event. */
export const keepReceived = (event: object, frame: unknown): void => void received.set(event, frame)

/**
 * Returns an event as it came, to be recorded or shown. It has the ornaments that `decode` left out and lacks what
 * `decode` filled in. An event of a server with another dialect comes back in that dialect. For most events it is the
 * event itself.
 */
export const asReceived = (event: unknown): unknown => {
  if (typeof event !== "object" || event === null) return event
  const frame = received.get(event) ?? frames.get(event)
  return typeof frame === "string" ? JSON.parse(frame) : (frame ?? event)
}

/** Returns the frame of a mended event, or undefined if the event itself is what came. */
export const frameOf = (event: object): unknown => frames.get(event)
