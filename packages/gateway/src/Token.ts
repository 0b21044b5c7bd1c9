/** Names that are safe as one part of a subject, of a path and of a URL. */
import type * as Brand from "effect/Brand"

/**
 * A name of a session, tenant or node: 1 to 128 characters of `A-Z a-z 0-9 _ -`. An engine may put it into a subject, a file
 * name or a URL as it is. Only this module makes one, so an engine never has to check it again.
 */
export type Token = string & Brand.Brand<"@antiphon/gateway/Token">

const isToken = (text: string): text is Token => /^[A-Za-z0-9_-]{1,128}$/.test(text)

/** Returns the text as a token, or `undefined` if it has other characters or another length. */
export const token = (text: string): Token | undefined => (isToken(text) ? text : undefined)

/** A new token that cannot be guessed, e.g. `sess_9f86d081884c7d65…`. */
export const freshToken = (prefix: string): Token => {
  const name = `${prefix}_${crypto.randomUUID().replaceAll("-", "")}`
  if (!isToken(name)) throw new TypeError(`'${prefix}' cannot begin a token. Use letters, digits, _ and -.`)
  return name
}
