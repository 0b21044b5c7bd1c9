import { Endpoint, type Provider, type TransportError } from "@antiphon/core"
import * as Live from "@antiphon/core/live"
import type { ErrorDetail } from "@antiphon/core/shapes"
import { refusalWords, usableKey } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { checkOptions, checkProvider, commonRules, isObject, provider, type Rule } from "../boundary/checkOptions.ts"
import { type Key, readKey } from "../opening/readKey.ts"
import { fromServer, fromTransport, RealtimeError } from "../RealtimeError.ts"
import { check } from "../boundary/run.ts"
import { isErrorDetail } from "./fits.ts"
import { withoutKey } from "./withoutKey.ts"

/** Options of every request. */
export interface HttpOptions {
  /**
   * An API key, which stays on your server. It can be a function that returns one. Defaults to `OPENAI_API_KEY` of the
   * environment. A server on this machine needs none.
   */
  readonly key?: Key | undefined
  /**
   * The address of the server. Defaults to `https://api.openai.com/v1`. `ws` and `wss` work like `http` and `https`. A
   * key is sent unencrypted only to this machine.
   */
  readonly url?: string | undefined
  /** How the key travels, as for connections. Keys of Azure need `api-key`. Defaults to `bearer`. */
  readonly authorization?: Exclude<Endpoint.Authorization, Function>
  /** The server, e.g. `azure({ … })` of `@antiphon/providers`, in place of `key`, `authorization` and `url`. */
  readonly provider?: Provider
  /** How long the key and the answer may take together, in ms. Defaults to 10 000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

/** Checks the options before any request is made. */
export const checkHttp = (
  what: string,
  options: unknown,
  rules: Readonly<Record<string, Rule>>,
  required?: ReadonlyArray<string>
): void => {
  checkOptions(what, options, { ...commonRules, provider, ...rules }, required)
  checkProvider(what, isObject(options) ? options : {})
}

const maxAnswerBytes = 1024 * 1024

const isRefusal = (body: unknown): body is { readonly error: ErrorDetail } =>
  isObject(body) && isErrorDetail(body["error"])

/** What is asked of a server. */
export interface Question {
  readonly method: "GET" | "POST"
  /** The protocol whose addresses the path is below. Defaults to Realtime. */
  readonly protocol?: "live"
  readonly path: string
  /** Sent as JSON. */
  readonly body?: object | undefined
}

/** Posts JSON, or nothing, below `/realtime` and returns the text of the answer. */
export const post = (options: HttpOptions, path: string, body: object | undefined): Promise<string> =>
  ask(options, { method: "POST", path, body }, textOf)

/**
 * Asks a server, and reads its answer. The deadline ends when `read` has its result. Follows no redirect, so that the key
 * goes nowhere else. Redirects are refused by their status, since the `fetch` of Workers has no `redirect: "error"`. No
 * error quotes the key.
 */
export const ask = async <A>(
  options: HttpOptions,
  question: Question,
  read: (response: Response) => Promise<A>
): Promise<A> => {
  const { timeoutMs = 10_000, signal } = options
  check(signal)
  const { clear, late } = deadline(timeoutMs)
  let key: string | undefined
  let address: URL | undefined
  try {
    const ended = signal === undefined ? late : AbortSignal.any([signal, late])
    const asked = askedOf(options, question)
    key = await asked.readKey(options.provider === undefined ? (signal ?? never) : ended)
    const { headers, to } = asked.requestOf(key)
    address = to
    const { body, method } = question
    const response = await fetch(to, {
      method,
      redirect: "manual",
      headers: { ...headers, ...(body && { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: ended
    })
    if (isRedirect(response)) {
      await response.body?.cancel()
      throw redirected(response, to)
    }
    if (!response.ok) throw refusalOf(response.status, await textOf(response), to)
    return await read(response)
  } catch (cause) {
    if (signal?.aborted === true)
      throw new RealtimeError("aborted", "the signal was aborted", {}, { cause: signal.reason })
    const error = cause instanceof RealtimeError ? cause : failure(cause, late, timeoutMs, address)
    throw key === undefined ? error : withoutKey(error, key)
  } finally {
    clear()
  }
}

/** A signal that aborts after `timeoutMs`. `AbortSignal.timeout` cannot be cleared, and a body is read after the deadline. */
const deadline = (timeoutMs: number): { readonly late: AbortSignal; readonly clear: () => void } => {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new DOMException("no answer in time", "TimeoutError")), timeoutMs)
  return { late: controller.signal, clear: () => clearTimeout(timer) }
}

/** Who is asked, with which key. */
interface Asked {
  readonly readKey: (signal: AbortSignal) => Promise<string | undefined>
  /** The address of the request and its headers, by the rules of every connection. */
  readonly requestOf: (key: string | undefined) => {
    readonly to: URL
    readonly headers: Readonly<Record<string, string>>
  }
}

const askedOf = (
  { authorization, key, provider: server, timeoutMs = 10_000, url }: HttpOptions,
  { path, protocol }: Question
): Asked => {
  if (server !== undefined) {
    const endpoint = orThrow(server.http(path.startsWith("calls/") ? "calls" : "client_secrets"))
    return { readKey: (signal) => keyOf(endpoint, signal), requestOf: (secret) => requestOf(endpoint, path, secret) }
  }
  const where = { ...(url !== undefined && { base: url }), ...(authorization && { authorization }) }
  return {
    readKey: (signal) => readKey({ key, url, timeoutMs, signal }),
    requestOf: (secret) =>
      protocol === "live"
        ? requestOf(Live.session(where), path, secret)
        : requestOf(Endpoint.conversation(where), path, secret)
  }
}

const requestOf = <In, Out>(endpoint: Endpoint.Endpoint<In, Out>, path: string, key: string | undefined) => {
  const { headers, url } = orThrow(
    Endpoint.http(endpoint, Option.map(Option.fromUndefinedOr(key), Redacted.make), path)
  )
  return { to: new URL(url), headers: Redacted.value(headers) }
}

/** The key of a provider. */
const keyOf = async <In, Out>(
  endpoint: Endpoint.Endpoint<In, Out>,
  signal: AbortSignal
): Promise<string | undefined> => {
  const key = await Effect.runPromise(Effect.result(usableKey(endpoint)), { signal })
  return Option.getOrUndefined(Option.map(orThrow(key), Redacted.value))
}

const orThrow = <A>(result: Result.Result<A, TransportError>): A => Result.getOrThrowWith(result, fromTransport)

const never = new AbortController().signal

const failure = (cause: unknown, late: AbortSignal, timeoutMs: number, address: URL | undefined): RealtimeError =>
  late.aborted
    ? new RealtimeError("no_answer", `no answer within ${timeoutMs} ms`, { afterMs: timeoutMs }, { cause })
    : new RealtimeError("unreachable", `could not ask ${address?.host ?? "the server"}${because(cause)}`, {}, { cause })

/** The platform's reason. Node keeps it below "fetch failed". */
const because = (cause: unknown): string => {
  if (!(cause instanceof Error)) return ""
  const below = cause.cause instanceof Error ? cause.cause : cause
  const said = below.message || ("code" in below && String(below.code)) || cause.message
  return said === "" ? "" : `: ${said}`
}

/** Pages cannot see a redirect. Its status is 0 there. */
const isRedirect = ({ status, type }: Response): boolean => type === "opaqueredirect" || (status >= 300 && status < 400)

const redirected = ({ headers, status }: Response, { host }: URL): RealtimeError => {
  const to = URL.parse(headers.get("location") ?? "")?.host
  const where = to === undefined || to === host ? "elsewhere" : `to ${to}`
  const message = `${host} points ${where} (HTTP ${status}): redirects are not followed, pass the address itself as url`
  return new RealtimeError("unreachable", message, { status })
}

/** Parses JSON. Returns `undefined` if the text is something else. */
export const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Reads the text of an answer, up to 1 MiB. */
export const textOf = async (response: Response): Promise<string> => {
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

const refusalOf = (status: number, text: string, { host, pathname }: URL): RealtimeError => {
  const body = parse(text)
  const code = status === 401 || status === 403 ? "unauthorized" : "refused"
  if (!isRefusal(body) && status === 404) {
    return new RealtimeError(code, `${host} has no ${pathname} (HTTP 404): pass the url of a server that has it`, {
      status
    })
  }
  if (!isRefusal(body)) {
    const said = refusalWords(text)
    return new RealtimeError(code, `the server refused: HTTP ${status}${said === "" ? "" : `: ${said}`}`, { status })
  }
  return fromServer(code, `the server refused: ${body.error.message}`, { status, error: body.error })
}
