import { ProtocolError } from "@antiphon/core"

/** Whether a text has the characters and the length of base64, in either alphabet and with or without padding. */
export const isBase64 = (text: string): boolean => {
  const digits = text.replace(/={1,2}$/, "")
  if (!/^[\w+/-]*$/.test(digits)) return false
  return digits.length % 4 !== 1 && (digits.length === text.length || text.length % 4 === 0)
}

/** The error of an event whose audio is not base64. */
export const notBase64 = (event: { readonly type: string }): ProtocolError =>
  new ProtocolError({
    reason: "Invalid",
    type: event.type,
    issues: [{ path: ["delta"], message: "Expected base64" }],
    raw: event
  })
