/** Reads a frame that carries audio without parsing the audio. */

/** A frame without its audio. */
export interface WithoutAudio {
  /** The event with an empty text in place of the audio. */
  readonly event: Readonly<Record<string, unknown>>
  /** Where the base64 of the audio begins and ends in the frame. */
  readonly start: number
  readonly end: number
}

/** The audio begins within this many bytes. */
const headBytes = 512
const quote = 0x22
const backslash = 0x5c

/**
 * Returns the frame's event without its audio if it is of this type, is flat and has the audio under `key`. Returns `undefined`
 * otherwise, and the frame is then parsed as a whole. Base64 holds no quotes and no backslashes, so a frame with others is not
 * taken here.
 */
export const splitAudio = (frame: Buffer, type: string, key: string): WithoutAudio | undefined => {
  const head = frame.toString("latin1", 0, headBytes)
  const at = head.indexOf(`"${key}"`)
  if (at === -1) return undefined
  const start = head.indexOf('"', at + key.length + 2) + 1
  const end = start === 0 ? -1 : frame.indexOf(quote, start)
  if (end === -1 || frame.length - end > headBytes) return undefined
  const escaped = frame.indexOf(backslash, start)
  if (escaped !== -1) return undefined
  try {
    const event: unknown = JSON.parse(head.slice(0, start) + frame.toString("utf8", end))
    if (!isRecord(event) || event["type"] !== type || event[key] !== "") return undefined
    return { event, start, end }
  } catch {
    return undefined
  }
}

/** Whether a JSON value is an object. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
