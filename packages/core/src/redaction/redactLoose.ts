/** Takes credentials out of a text of unknown form, such as JSON that was cut, a header, or a sentence that quotes one. */
import { originOnly } from "./redactAddress.ts"
import { redacted, isSecretKey, isSecretNumber, redactKeys } from "./secrets.ts"

/** A name before an object or a list. */
const nested = /"([\w-]{1,64})"\s{0,9}:\s{0,9}(?=[{[])/g
/** A name and the text behind it, up to its quote or to the end of a text that was cut. */
const entry = /("([^"\\\n]{1,200})"\s{0,9}:\s{0,9})"((?:[^"\\]|\\.)*)("|\\?$)/gs
/** A name before a value without quotes, as in a header, a query or a number. */
const naming = /(?<![\w-])(["']?)([\w-]{2,64})\1(\s{0,3}[:=]\s{0,3})/g
/** The value behind it. A scheme before a credential that was already taken out is no value. */
const unquoted =
  /(?!["'\s[{]|null\b|true\b|false\b|(?:bearer|basic)\s{1,3}<redacted>)(?:(?:bearer|basic)\s{1,3})?[^\s,;&"'}\]<]+/iy

/** A text without its credentials. Recognizes them by the names before them and by their look. */
export const redactLoose = (text: string): string =>
  redactKeys(
    redactUnquoted(
      redactNested(text).replace(
        entry,
        (whole: string, ...[before, key, value, end]: [string, string, string, string]) => {
          const close = end === '"' ? end : ""
          if (key === "server_url") return `${before}"${originOnly(value)}${close}`
          return isSecretKey(key) ? `${before}"${redacted}${close}` : whole
        }
      )
    )
  )

/** Redacts values without quotes. What is no secret is read again behind its name, since `said: token=…` names another. */
const redactUnquoted = (text: string): string => {
  let out = ""
  let done = 0
  naming.lastIndex = 0
  for (let found = naming.exec(text); found !== null; found = naming.exec(text)) {
    const key = found[2] ?? ""
    unquoted.lastIndex = naming.lastIndex
    const value = isSecretKey(key) || isSecretNumber(key) ? (unquoted.exec(text)?.[0] ?? "") : ""
    if (value === "" || (/^\d+$/.test(value) && !isSecretNumber(key))) continue
    // The end of a sentence is no part of a key.
    const end = /[.!?)]{0,3}$/.exec(value)?.[0] ?? ""
    out += `${text.slice(done, naming.lastIndex)}${redacted}${end}`
    done = naming.lastIndex + value.length
    naming.lastIndex = done
  }
  return out + text.slice(done)
}

/** Redacts a whole object or list behind the name of a secret, up to its end or to the end of a text that was cut. */
const redactNested = (text: string): string => {
  let out = ""
  let done = 0
  for (const found of text.matchAll(nested)) {
    const [before, key = ""] = found
    if (found.index < done || !(/^headers$/i.test(key) || isSecretKey(key))) continue
    const start = found.index + before.length
    out += `${text.slice(done, start)}"${redacted}"`
    done = endOf(text, start)
  }
  return out + text.slice(done)
}

/** The end of the object or list that begins at `start`. Braces inside its texts do not count. */
const endOf = (text: string, start: number): number => {
  let depth = 0
  let isText = false
  for (let at = start; at < text.length; at++) {
    const letter = text[at]
    if (isText && letter === "\\") at++
    else if (letter === '"') isText = !isText
    else if (!isText && (letter === "{" || letter === "[")) depth++
    else if (!isText && (letter === "}" || letter === "]") && --depth === 0) return at + 1
  }
  return text.length
}
