import { Base64 } from "@antiphon/audio"
import { ProtocolError } from "@antiphon/core"

/** Whether a text is base64, in either alphabet and with or without padding. The platform decodes faster than a pattern matches. */
export const isBase64 = (text: string): boolean => Base64.decode(text)._tag === "Success"

/** The error of an event whose audio is not base64. */
export const notBase64 = (event: { readonly type: string }): ProtocolError =>
  new ProtocolError({
    reason: "Invalid",
    type: event.type,
    issues: [{ path: ["delta"], message: "Expected base64" }],
    raw: event
  })
