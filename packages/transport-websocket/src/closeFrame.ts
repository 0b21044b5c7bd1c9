/** What a close frame may carry: a code the sender is allowed to use and at most 123 bytes of reason (RFC 6455, 5.5.1). */
export interface CloseFrame {
  readonly code: number
  readonly reason: string
}

const maxReasonBytes = 123

/** The frame nearest to what was asked for: a code that may not be sent becomes 4000, a long reason is cut. */
export const closeFrame = (code: number, reason: string, isSendable: (code: number) => boolean): CloseFrame => ({
  code: isSendable(code) ? code : 4000,
  reason: cut(reason)
})

const cut = (reason: string): string => {
  const bytes = new TextEncoder().encode(reason)
  if (bytes.length <= maxReasonBytes) return reason
  return new TextDecoder().decode(bytes.subarray(0, maxReasonBytes), { stream: true })
}
