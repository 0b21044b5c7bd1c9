/**
 * A data channel closes without a code. A code and a reason travel before the close, as the last message of the
 * channel. A plain close (1000, no reason) sends no message, so that peers of other makes never see one.
 */

/** Why a connection closes (RFC 6455 section 7.4). */
export interface CloseReason {
  readonly code: number
  readonly reason: string
}

const opening = '{"type":"antiphon.close",'

/** The reason of a channel that closed without a message. */
export const plainClose: CloseReason = { code: 1000, reason: "" }

/** Returns the message to send before closing, or `undefined` for a plain close. */
export const encodeClose = ({ code, reason }: CloseReason): string | undefined =>
  code === plainClose.code && reason === plainClose.reason
    ? undefined
    : `${opening}${JSON.stringify({ code, reason }).slice(1)}`

/** Returns the reason in a message, or `undefined` if the message is an event. */
export const decodeClose = (frame: string): CloseReason | undefined => {
  if (!frame.startsWith(opening)) return undefined
  try {
    const { code, reason }: { readonly code?: unknown; readonly reason?: unknown } = JSON.parse(frame)
    return typeof code === "number" && typeof reason === "string" ? { code, reason } : undefined
  } catch {
    return undefined
  }
}
