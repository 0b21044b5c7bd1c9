/** What came, of events that are not what came: `decode` left something out of them, or filled something in. */
const frames = new WeakMap<object, unknown>()

/** Keeps the frame of a mended event: its text, or the value that was given. It lives as long as the event. */
export const keepFrame = (event: object, frame: unknown): void => void frames.set(event, frame)

/**
 * An event as it came, to be recorded or shown: with the ornaments that `decode` left out of it, and without what
 * it filled in. It is the event itself as a rule.
 */
export const asReceived = (event: unknown): unknown => {
  const frame = typeof event === "object" && event !== null ? frames.get(event) : undefined
  return typeof frame === "string" ? JSON.parse(frame) : (frame ?? event)
}

/** The frame of a mended event, or undefined if the event is itself what came. */
export const frameOf = (event: object): unknown => frames.get(event)
