import { ErrorDetail } from "@antiphon/core"
import * as Schema from "effect/Schema"
import { RealtimeError } from "../RealtimeError.ts"

/** What every request takes. */
export interface HttpOptions {
  /** An API key, which stays on your server; or what asks for one. */
  readonly key: string | (() => Promise<string>)
  /** Default `https://api.openai.com/v1`; `ws` and `wss` are taken as `http` and `https`. A key goes unencrypted only to this machine. */
  readonly url?: string | undefined
  /** How long the answer may take, in ms; default 10 000. */
  readonly deadlineMs?: number
  readonly signal?: AbortSignal
}

const openai = "https://api.openai.com/v1"
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/
const maxAnswerBytes = 1024 * 1024

const isRefusal = Schema.is(Schema.Struct({ error: ErrorDetail }))

/** Posts JSON, or nothing, below `/realtime` and gives the text of the answer. Follows no redirect: the key goes nowhere else. */
export const post = async (options: HttpOptions, path: string, body: object | undefined): Promise<string> => {
  const { deadlineMs = 10_000, signal } = options
  const late = AbortSignal.timeout(deadlineMs)
  const address = addressOf(options.url ?? openai, path)
  const key = await keyOf(options.key)
  try {
    const response = await fetch(address, {
      method: "POST",
      redirect: "error",
      headers: { authorization: `Bearer ${key}`, ...(body && { "content-type": "application/json" }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal === undefined ? late : AbortSignal.any([signal, late])
    })
    const text = await textOf(response)
    if (!response.ok) throw refusalOf(response.status, text)
    return text
  } catch (cause) {
    if (cause instanceof RealtimeError) throw cause
    if (signal?.aborted === true) throw new RealtimeError("aborted", "the signal was aborted", {}, { cause })
    if (!late.aborted) throw new RealtimeError("unreachable", `could not ask ${address.host}`, {}, { cause })
    throw new RealtimeError("no_answer", `no answer within ${deadlineMs} ms`, { afterMs: deadlineMs }, { cause })
  }
}

/** Parses an answer that is JSON; undefined where it is none. */
export const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const keyOf = async (key: HttpOptions["key"]): Promise<string> => {
  if (typeof key === "string") return key
  try {
    return await key()
  } catch (cause) {
    throw new RealtimeError("no_key", "the function that gives keys failed", {}, { cause })
  }
}

const addressOf = (base: string, path: string): URL => {
  const url = URL.parse(base.replace(/^ws/, "http"))
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new RealtimeError("unfit", `the address ${JSON.stringify(base)} is not an http, https, ws or wss URL`)
  }
  if (url.protocol === "http:" && !loopback.test(url.hostname)) {
    throw new RealtimeError("unfit", `a key is not sent unencrypted to ${url.hostname}: use https`)
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
