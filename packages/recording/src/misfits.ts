/** The lines of a malformed frame and of the end. A peer chooses their size, so each has a bound. */
import type { ProtocolError, TransportError } from "@antiphon/core"
import { redacted, redactText } from "@antiphon/core/transport"
import * as Schema from "effect/Schema"
import type { EndLine, MalformedLine } from "./RecordedLine.ts"

/** Characters of a frame that a line keeps, or three quarters as many bytes. */
const maxFrame = 64 * 1024
/** Characters of a message that a line keeps. */
const maxMessage = 2_000

const toBase64 = Schema.encodeSync(Schema.Uint8ArrayFromBase64)

/** A malformed frame without its credentials. `cut` counts what is over the bound. */
export const malformedOf = (
  { message: said, raw, reason }: ProtocolError,
  withoutContent: boolean
): MalformedLine["malformed"] => {
  const message = withoutContent ? cut(said, maxMessage) : messageOf(said)
  if (withoutContent) return { reason, message, text: redacted }
  if (raw instanceof Uint8Array) {
    const kept = raw.subarray(0, (maxFrame / 4) * 3)
    return { reason, message, base64: toBase64(kept), ...cutBy(raw.length - kept.length) }
  }
  const text = typeof raw === "string" ? raw : (JSON.stringify(raw) ?? "")
  const kept = cut(text, maxFrame)
  return { reason, message, text: redactText(kept), ...cutBy(text.length - kept.length) }
}

/** How a connection ended. Its reason may quote a key. */
export const endOf = ({ message, reason }: TransportError): EndLine["end"] => ({
  reason: reason._tag,
  message: messageOf(message),
  ...(reason._tag === "Closed" ? { code: reason.code, by: reason.by } : {})
})

const messageOf = (message: string): string => redactText(cut(message, maxMessage))

const cutBy = (amount: number): { readonly cut?: number } => (amount > 0 ? { cut: amount } : {})

/** The start of a text. Never splits a surrogate pair. */
const cut = (text: string, length: number): string => {
  if (text.length <= length) return text
  const isParted = /[\ud800-\udbff]/.test(text.charAt(length - 1))
  return text.slice(0, isParted ? length - 1 : length)
}
