/** Reads SIP messages. Whatever the bytes are, the answer is a value. The work is linear in their number. */
import * as Result from "effect/Result"
import { type Malformed, malformed, messageLimits, type SipHeader, type SipMessage, valueOf } from "./SipMessage.ts"

/** The short forms of headers (RFC 3261 section 7.3.3, RFC 3515). */
const shortForms: Readonly<Record<string, string>> = {
  b: "Referred-By",
  c: "Content-Type",
  e: "Content-Encoding",
  f: "From",
  i: "Call-ID",
  k: "Supported",
  l: "Content-Length",
  m: "Contact",
  o: "Event",
  r: "Refer-To",
  s: "Subject",
  t: "To",
  u: "Allow-Events",
  v: "Via",
  x: "Session-Expires"
}

const token = /^[\w.!%*+`'~-]+$/
const lineFeed = 0x0a
const carriageReturn = 0x0d

/** Where the head of a message ends. */
export interface HeadEnd {
  /** The bytes of the head, without the empty line. */
  readonly head: number
  /** Where the body begins. */
  readonly body: number
}

/** Finds the empty line after the head, from `from` on. Lines may end in a bare line feed. */
export const headEnd = (bytes: Uint8Array, from = 0): HeadEnd | undefined => {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] !== lineFeed) continue
    const next = bytes[at + 1] === carriageReturn ? at + 2 : at + 1
    if (bytes[next] === lineFeed) return { head: at, body: next + 1 }
  }
  return undefined
}

/** Reads the length of the body from a head. */
export const contentLengthOf = (head: string): number | undefined => {
  const [, digits] = /(?:^|\n)(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*\r?(?:\n|$)/i.exec(head) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** Reads one message. A datagram is one message, and `makeStreamSplitter` splits a stream into messages. */
export const parseMessage = (bytes: Uint8Array): Result.Result<SipMessage, Malformed> => {
  const end = headEnd(bytes) ?? { head: bytes.length, body: bytes.length }
  if (end.head > messageLimits.headBytes) return Result.fail(malformed(`its head has ${end.head} bytes`))
  const lines = unfolded(new TextDecoder().decode(bytes.subarray(0, end.head)))
  const [first = "", ...rest] = lines
  if (rest.length > messageLimits.headers) return Result.fail(malformed(`it has ${rest.length} headers`))
  const headers: Array<SipHeader> = []
  for (const line of rest) {
    const header = headerIn(line)
    if (header === undefined) return Result.fail(malformed("a line of its head is no header"))
    headers.push(header)
  }
  return Result.flatMap(startLine(first), (start) => {
    const message: SipMessage = { ...start, headers, body: bytes.subarray(end.body) }
    return withBody(message)
  })
}

/** Joins the lines that a header was folded into. */
const unfolded = (head: string): ReadonlyArray<string> => {
  const lines: Array<string> = []
  for (const line of head.split("\n")) {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line
    if (text === "") continue
    const isFolded = (text.startsWith(" ") || text.startsWith("\t")) && lines.length > 1
    if (isFolded) lines.push(`${lines.pop() ?? ""} ${text.trim()}`)
    else lines.push(text)
  }
  return lines
}

const headerIn = (line: string): SipHeader | undefined => {
  const colon = line.indexOf(":")
  const name = line.slice(0, Math.max(0, colon)).trim()
  if (!token.test(name)) return undefined
  const lower = name.toLowerCase()
  return {
    name: Object.hasOwn(shortForms, lower) ? (shortForms[lower] ?? name) : name,
    value: line.slice(colon + 1).trim()
  }
}

type Start =
  | { readonly _tag: "Request"; readonly method: string; readonly uri: string }
  | { readonly _tag: "Response"; readonly status: number; readonly reason: string }

const startLine = (line: string): Result.Result<Start, Malformed> => {
  const [, status, reason] = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(line) ?? []
  if (status !== undefined) return Result.succeed({ _tag: "Response", status: Number(status), reason: reason ?? "" })
  const [, method, uri] = /^(\S+) (\S+) SIP\/2\.0$/i.exec(line) ?? []
  if (method !== undefined && uri !== undefined && token.test(method)) {
    return Result.succeed({ _tag: "Request", method, uri })
  }
  return Result.fail(malformed("its first line is neither a request nor a status of SIP/2.0"))
}

/** Cuts the body to its length. What follows it in a datagram is no part of the message (RFC 3261 section 18.3). */
const withBody = (message: SipMessage): Result.Result<SipMessage, Malformed> => {
  const said = valueOf(message, "Content-Length")
  if (said !== undefined && !/^\d{1,9}$/.test(said)) return Result.fail(malformed("its Content-Length is no number"))
  const length = said === undefined ? message.body.length : Number(said)
  if (length > messageLimits.bodyBytes) return Result.fail(malformed(`its body has ${length} bytes`))
  if (length > message.body.length) return Result.fail(malformed("it is shorter than its Content-Length"))
  return Result.succeed({ ...message, body: message.body.subarray(0, length) })
}
