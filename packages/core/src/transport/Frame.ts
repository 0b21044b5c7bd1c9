/** What a frame measures and may hold, for adapter authors. */

const encoder = new TextEncoder()

/** The bytes of UTF-8 that `text` has where they are more than `limit`, else undefined. Costs nothing far below it. */
export const bytesOver = (text: string, limit: number): number | undefined => {
  if (text.length * 3 <= limit) return undefined
  const bytes = encoder.encode(text).length
  return bytes > limit ? bytes : undefined
}

/** Bytes of UTF-8 that the reason of a close frame may have (RFC 6455 section 5.5). */
export const maxCloseReasonBytes = 123

/**
 * The close frame that can travel for what a caller asked: a reason is cut at a whole character to 123 bytes of UTF-8,
 * and a code that RFC 6455 section 7.4 forbids on the wire becomes 1000.
 */
export const closeFrame = (code: number, reason: string): { readonly code: number; readonly reason: string } => {
  const { read } = encoder.encodeInto(reason, new Uint8Array(maxCloseReasonBytes))
  return { code: isSendable(code) ? code : 1000, reason: reason.slice(0, read) }
}

const isSendable = (code: number): boolean =>
  Number.isInteger(code) &&
  ((code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999))
