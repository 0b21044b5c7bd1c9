/** Remembers the frames of mended events. `decode` left something out of such an event or filled something in. */
const frames = new WeakMap<object, unknown>()

/** Keeps the frame of a mended event, as its text or as the value that was given. It lives as long as the event. */
export const keepFrame = (event: object, frame: unknown): void => void frames.set(event, frame)

/**
 * Returns an event as it came, to be recorded or shown. It has the ornaments that `decode` left out and lacks what
 * `decode` filled in. For most events it is the event itself.
 */
export const asReceived = (event: unknown): unknown => {
  const frame = typeof event === "object" && event !== null ? frames.get(event) : undefined
  return typeof frame === "string" ? JSON.parse(frame) : (frame ?? event)
}

/** Returns the frame of a mended event, or undefined if the event itself is what came. */
export const frameOf = (event: object): unknown => frames.get(event)
