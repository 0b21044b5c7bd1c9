/** Reads the refusals of REST APIs, in OpenAI's shape `{error:{message,code}}` and in those of local servers. */
import { redactText } from "@antiphon/core/transport"
import * as Redacted from "effect/Redacted"
import type { ApiServer } from "./ApiServer.ts"
import { elements, field, parsed, textIn } from "./json.ts"

/** A refusal in words that a client may read. */
export interface Problem {
  readonly code: string
  readonly message: string
}

/** How many characters of a message are passed on. */
const maxMessage = 300
/**
 * A shorter key is hardly a secret, and its letters occur in other words. It is redacted only where it stands alone.
 */
const shortKey = 8

/** Reads a refusal. Its message is short, on one line, and without the key and the address of the server. */
export const problemOf = (status: number, body: string, server: ApiServer): Problem => {
  const { code, message } = read(body)
  return { code: code === undefined ? codeOf(status) : clean(code, server), message: clean(message, server) }
}

/** Makes a server's text safe for a client to read. */
export const clean = (words: string, { apiKey, baseUrl }: ApiServer): string => {
  const key = apiKey === undefined ? "" : Redacted.value(apiKey)
  const line = withoutAddress(redactText(withoutKey(words, key)), baseUrl)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim()
  return line.length <= maxMessage ? line : line.slice(0, maxMessage).replace(/[\uD800-\uDBFF]$/, "")
}

const withoutKey = (words: string, key: string): string => {
  if (key.trim() === "") return words
  if (key.length >= shortKey) return words.replaceAll(key, "<redacted>")
  const literal = key.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
  return words.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "gu"), "<redacted>")
}

/** Removes addresses of the network behind this server, which are the server's own and every numeric one. */
const withoutAddress = (words: string, baseUrl: string): string => {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : ""
  const named = host === "" ? words : words.replaceAll(baseUrl, "<server>").replaceAll(host, "<server>")
  return named
    .replaceAll(/\bhttps?:\/\/(?:localhost|\[[\da-f:.]{2,45}\]|(?:\d{1,3}\.){3}\d{1,3})[^\s"'<>]*/gi, "<address>")
    .replaceAll(/(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![\d.])/g, "<address>")
}

const codeOf = (status: number): string => {
  if (status === 429) return "rate_limit_exceeded"
  return status === 401 || status === 403 ? "invalid_api_key" : status >= 500 ? "server_error" : "invalid_request_error"
}

const read = (body: string): { readonly code?: string; readonly message: string } => {
  const value = parsed(body) ?? body.trim()
  const error = field(value, "error") ?? field(value, "detail") ?? value
  if (typeof error === "string") return { message: error }
  const code = textIn(field(error, "code"))
  const [first] = elements(error)
  const message =
    textIn(field(error, "message")) ?? textIn(field(value, "message")) ?? textIn(field(first, "msg")) ?? body.trim()
  return code === undefined ? { message } : { code, message }
}
