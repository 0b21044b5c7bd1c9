/**
 * Takes a key out of text that a peer wrote. Every text of a peer that reaches an error, a log or a user goes through
 * here, such as the body of a refusal, the `Location` of a redirect and the reason of a close.
 */
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

const blank = "<redacted>"

/** Characters from which a key is blanked wherever it stands. Real keys have 40 and more. */
const least = 8

const escape = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, "\\$&")

/**
 * The text without the key. An empty key, or one of blanks alone, takes nothing out. A key of fewer than 8 characters
 * is taken out only where it stands alone, since it may be part of any word. The beginning of a key at the very end of
 * the text is taken out too, because the text may have been cut inside the key.
 */
export const redact = (text: string, key: Option.Option<Redacted.Redacted<string>>): string => {
  const secret: unknown = Option.getOrUndefined(Option.map(key, Redacted.value))
  if (typeof secret !== "string" || secret.trim() === "") return text
  if (secret.length < least) {
    return text.replaceAll(new RegExp(`(?<![\\w-])${escape(secret)}(?![\\w-])`, "g"), blank)
  }
  const encoded = encodeURIComponent(secret.toWellFormed())
  const whole = text.replaceAll(secret, blank).replaceAll(encoded, blank)
  for (let length = Math.min(secret.length - 1, whole.length); length >= least; length--) {
    if (whole.endsWith(secret.slice(0, length))) return whole.slice(0, -length) + blank
  }
  return whole
}
