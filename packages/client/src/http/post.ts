import { ErrorDetail } from "@antiphon/core/shapes"
import * as Schema from "effect/Schema"
import { checkOptions, commonRules, type Rule } from "../boundary/checkOptions.ts"
import { type Key, readKey } from "../opening/readKey.ts"
import { RealtimeError } from "../RealtimeError.ts"
import { check } from "../boundary/run.ts"
import { withoutKey } from "./withoutKey.ts"

/** What every request takes. */
export interface HttpOptions {
  /** An API key, which stays on your server; or a function that gives one. Defaults to `OPENAI_API_KEY` of the environment. */
  readonly key?: Key | undefined
  /** Defaults to `https://api.openai.com/v1`. `ws` and `wss` are taken as `http` and `https`. A key goes unencrypted only to this machine. */
  readonly url?: string | undefined
  /** How long the key and the answer may take together, in ms. Defaults to 10 000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** Refuses options that are none, before anything is asked. */
export const checkHttp = (
  what: string,
  options: unknown,
  rules: Readonly<Record<string, Rule>>,
  required?: ReadonlyArray<string>
): void => checkOptions(what, options, { ...commonRules, ...rules }, required)

const openai = "https://api.openai.com/v1"
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/
const maxAnswerBytes = 1024 * 1024

const isRefusal = Schema.is(Schema.Struct({ error: ErrorDetail }))

/**
 * Posts JSON, or nothing, below `/realtime` and returns the text of the answer. Follows no redirect, so that the key goes
 * nowhere else. Redirects are refused by their status, since the `fetch` of Workers has no `redirect: "error"`. No error
 * quotes the key, whatever the server or the platform says.
 */
export const post = async (options: HttpOptions, path: string, body: object | undefined): Promise<string> => {
  const { timeoutMs = 10_000, signal } = options
  check(signal)
  const late = AbortSignal.timeout(timeoutMs)
  const ended = signal === undefined ? late : AbortSignal.any([signal, late])
  const address = addressOf(options.url ?? openai, path)
  let key = ""
  try {
    key = await readKey(options.key, timeoutMs, signal ?? never)
    const response = await fetch(address, {
      method: "POST",
      redirect: "manual",
      headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: ended
    })
    if (isRedirect(response)) {
      await response.body?.cancel()
      throw redirected(response, address)
    }
    const text = await textOf(response)
    if (!response.ok) throw refusalOf(response.status, text)
    return text
  } catch (cause) {
    if (signal?.aborted === true)
      throw new RealtimeError("aborted", "the signal was aborted", {}, { cause: signal.reason })
    throw withoutKey(cause instanceof RealtimeError ? cause : failure(cause, late, timeoutMs, address), key)
  }
}

const never = new AbortController().signal

const failure = (cause: unknown, late: AbortSignal, timeoutMs: number, { host }: URL): RealtimeError =>
  late.aborted
    ? new RealtimeError("no_answer", `no answer within ${timeoutMs} ms`, { afterMs: timeoutMs }, { cause })
    : new RealtimeError("unreachable", `could not ask ${host}${because(cause)}`, {}, { cause })

/** The words of the platform. Node keeps the reason below "fetch failed". */
const because = (cause: unknown): string => {
  if (!(cause instanceof Error)) return ""
  const below = cause.cause instanceof Error ? cause.cause : cause
  const said = below.message || ("code" in below && String(below.code)) || cause.message
  return said === "" ? "" : `: ${said}`
}

/** Pages are not shown a redirect: its status is 0 there. */
const isRedirect = ({ status, type }: Response): boolean => type === "opaqueredirect" || (status >= 300 && status < 400)

const redirected = ({ headers, status }: Response, { host }: URL): RealtimeError => {
  const to = URL.parse(headers.get("location") ?? "")?.host
  const where = to === undefined || to === host ? "elsewhere" : `to ${to}`
  const message = `${host} points ${where} (HTTP ${status}): redirects are not followed, pass the address itself as url`
  return new RealtimeError("unreachable", message, { status })
}

/** Parses an answer that is JSON; undefined where it is none. */
export const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const addressOf = (base: string, path: string): URL => {
  const url = URL.parse(base.replace(/^ws/, "http"))
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new RealtimeError("invalid", `the address ${JSON.stringify(base)} is not an http, https, ws or wss URL`)
  }
  if (url.protocol === "http:" && !loopback.test(url.hostname)) {
    throw new RealtimeError("invalid", `a key is not sent unencrypted to ${url.hostname}: use https`)
  }
  url.pathname = `${url.pathname.replace(/\/?(realtime\/?)?$/, "")}/realtime/${path}`
  return url
}

const textOf = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder()
  let text = ""
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > maxAnswerBytes) throw new RealtimeError("malformed", `the answer is over ${maxAnswerBytes} bytes`)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

const refusalOf = (status: number, text: string): RealtimeError => {
  const body = parse(text)
  const code = status === 401 || status === 403 ? "unauthorized" : "refused"
  if (!isRefusal(body)) return new RealtimeError(code, `the server refused: HTTP ${status}`, { status })
  return new RealtimeError(code, `the server refused: ${body.error.message}`, { status, error: body.error })
}
