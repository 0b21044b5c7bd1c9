/** Reads a frame that carries audio without parsing the audio. */

/** A frame without its audio. */
export interface WithoutAudio {
  /** The event with an empty text in place of the audio. */
  readonly event: Readonly<Record<string, unknown>>
  /** The audio as base64. */
  readonly audio: string
}

/**
 * Returns the frame's event without its audio if it is of this type, is flat and has the audio under `key`. Returns `undefined`
 * otherwise, and the frame is then parsed as a whole. Base64 holds no braces, quotes or backslashes, so a frame with others is
 * not taken here.
 */
export const splitAudio = (frame: string, type: string, key: string): WithoutAudio | undefined => {
  if (!frame.includes(`"${type}"`) || frame.indexOf("{", 1) !== -1 || frame.includes("\\")) return undefined
  const at = frame.indexOf(`"${key}"`)
  if (at === -1) return undefined
  const start = frame.indexOf('"', at + key.length + 2)
  const end = frame.indexOf('"', start + 1)
  if (start === -1 || end === -1) return undefined
  try {
    const event: unknown = JSON.parse(frame.slice(0, start + 1) + frame.slice(end))
    if (!isRecord(event) || event["type"] !== type || event[key] !== "") return undefined
    return { event, audio: frame.slice(start + 1, end) }
  } catch {
    return undefined
  }
}

/** Whether a JSON value is an object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
