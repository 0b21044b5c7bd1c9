/** An HTTP answer that refuses a connection, in words, for adapter authors. */
import type * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { redactText } from "../redaction/redactValue.ts"
import { redact } from "./redact.ts"
import { TransportError } from "./TransportError.ts"

/** What a server answered in place of opening a connection. */
export interface Refusal {
  /** The address that was dialled. */
  readonly url: string
  readonly status: number
  /** The `Location` header of a redirect. */
  readonly location?: string | undefined
  /** The start of the body, of at least {@link refusalBytes} where it has as many. */
  readonly body: string
  /** The key that was sent. It is taken out of all that the server said, as any credential by its name is. */
  readonly key: Option.Option<Redacted.Redacted<string>>
}

/** Bytes of a refusal's body that are worth reading. */
export const refusalBytes = 8192

/** Characters of a body that the reason may quote. */
const maxQuoted = 2000

/** The characters of an HTML page that the error may quote. Its title is enough. */
const maxTitle = 200

/**
 * Returns the error to fail with. It is `Unauthorized` for 401 and 403, and `Open` with the status otherwise. The
 * detail quotes the server in at most about 2 kB and without the key, and says what to do if that is known.
 */
export const refusalError = ({ body, key, location, status, url }: Refusal): TransportError => {
  const clean = (text: string) => line(redactText(redact(text, key)))
  const said = wordsOf(redact(body, key), clean)
  if (status === 401 || status === 403)
    return TransportError.unauthorized({ status, detail: said === "" ? `HTTP ${status}` : said })
  const begins = said === "" ? `HTTP ${status}` : `HTTP ${status}: ${said}`
  if (location !== undefined && status >= 300 && status < 400) {
    const to = cut(clean(location), maxQuoted)
    return TransportError.open({
      status,
      detail: `HTTP ${status} points to ${to}: redirects are not followed, dial it`
    })
  }
  const remedy = remedyOf(status, url)
  return TransportError.open({
    status,
    detail: remedy === undefined ? begins : `${begins}${/[.!?…]$/.test(begins) ? "" : "."} ${remedy}`
  })
}

/**
 * What the body of a refusal says, in one line of at most about 2 kB, or `""`. Reads the message of JSON in the form of the
 * protocol or another one, the title of a page, or the start of a text.
 */
export const refusalWords = (body: string): string => wordsOf(body, (text) => line(redactText(text)))

const remedyOf = (status: number, url: string): string | undefined => {
  const { host, pathname, protocol } = URL.parse(url) ?? { host: "", pathname: "", protocol: "" }
  if (status === 404 || status === 405) {
    return /\/v\d+\//.test(pathname)
      ? `Nothing of this kind is served at ${pathname}. Check the base address.`
      : `Nothing of this kind is served at ${pathname}. Try ${protocol}//${host}/v1 as the base address.`
  }
  return status >= 200 && status < 300
    ? `A web server answers at ${pathname}, not a realtime one. Check the base address.`
    : undefined
}

/** Quotes a body in one line. That is the message of JSON, the title of a page, or the start of the body. */
const wordsOf = (body: string, clean: (text: string) => string): string => {
  const text = body.trim()
  if (/^(<!doctype|<html|<\?xml|<head|<body)/i.test(text)) {
    return `a web page (${cut(clean(titleOf(text.slice(0, refusalBytes))), maxTitle)})`
  }
  return cut(clean(messageOf(text) ?? text.slice(0, refusalBytes)), maxQuoted)
}

/** Finds the message in the JSON of an HTTP error, in the form of the protocol or another one. */
const messageOf = (body: string): string | undefined => {
  if (!/^[{[]/.test(body)) return undefined
  try {
    return found(JSON.parse(body), 0)
  } catch {
    // It was cut. What is whole of it can be read.
    const [, quoted] = /"message"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(body) ?? []
    return quoted === undefined ? undefined : unquoted(quoted)
  }
}

const unquoted = (quoted: string): string | undefined => {
  try {
    return found(JSON.parse(quoted), 0)
  } catch {
    return undefined
  }
}

/** Where servers put their words, in the order in which they are looked for. */
const places = ["error", "errors", "message", "error_description", "detail", "title", "msg"]

const found = (value: unknown, depth: number): string | undefined => {
  if (typeof value === "string") return value.trim() === "" ? undefined : value
  if (depth > 3 || typeof value !== "object" || value === null) return undefined
  if (Array.isArray(value)) return found(value[0], depth + 1)
  for (const place of places) {
    const said = Object.hasOwn(value, place) ? found(Reflect.get(value, place), depth + 1) : undefined
    if (said !== undefined) return said
  }
  return undefined
}

/** The title of a page, else its text. */
const titleOf = (page: string): string => {
  const from = page.search(/<title[^>]*>/i)
  const title = from === -1 ? "" : ((page.slice(from).split(">", 2)[1] ?? "").split("<", 1)[0] ?? "")
  if (title.trim() !== "") return title
  return page.replaceAll(/<(script|style)\b[^<]*/gi, " ").replaceAll(/<[^<>]*>/g, " ")
}

/** In one line, without what a terminal would obey or hide. */
const line = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim()

/** Cut at a whole character, and marked where it was. */
const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")}…`
