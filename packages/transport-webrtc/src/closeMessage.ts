/**
 * A data channel closes without a word. A close that has something to say is told before it, as the channel's last
 * message; a plain one (1000, no reason) is the closing itself, so that peers of other makes never see this.
 */

/** Why a connection closes (RFC 6455 section 7.4). */
export interface CloseReason {
  readonly code: number
  readonly reason: string
}

const opening = '{"type":"antiphon.close",'

/** What a channel that closed without a word meant. */
export const plainClose: CloseReason = { code: 1000, reason: "" }

/** The message to send before closing; none where the closing itself says it. */
export const encodeClose = ({ code, reason }: CloseReason): string | undefined =>
  code === plainClose.code && reason === plainClose.reason
    ? undefined
    : `${opening}${JSON.stringify({ code, reason }).slice(1)}`

/** The reason in a message; none where it is an event like any other. */
export const decodeClose = (frame: string): CloseReason | undefined => {
  if (!frame.startsWith(opening)) return undefined
  try {
    const { code, reason }: { readonly code?: unknown; readonly reason?: unknown } = JSON.parse(frame)
    return typeof code === "number" && typeof reason === "string" ? { code, reason } : undefined
  } catch {
    return undefined
  }
}
