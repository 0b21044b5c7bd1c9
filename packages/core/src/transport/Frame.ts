/** The size of a frame and the content of a close frame, for adapter authors. */

const encoder = new TextEncoder()

/**
 * Returns the bytes of UTF-8 of `text` if they exceed `limit`, or `undefined` if they do not. Far below the limit it
 * costs nothing.
 */
export const bytesOver = (text: string, limit: number): number | undefined => {
  if (text.length * 3 <= limit) return undefined
  const bytes = encoder.encode(text).length
  return bytes > limit ? bytes : undefined
}

/** Bytes of UTF-8 that the reason of a close frame may have (RFC 6455 section 5.5). */
export const maxCloseReasonBytes = 123

/**
 * Returns a close frame that can travel. A reason is cut at a whole character to 123 bytes of UTF-8. A code that RFC
 * 6455 section 7.4 forbids on the wire becomes 1000.
 */
export const closeFrame = (code: number, reason: string): { readonly code: number; readonly reason: string } => {
  const { read } = encoder.encodeInto(reason, new Uint8Array(maxCloseReasonBytes))
  return { code: isSendable(code) ? code : 1000, reason: reason.slice(0, read) }
}

const isSendable = (code: number): boolean =>
  Number.isInteger(code) &&
  ((code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999))
