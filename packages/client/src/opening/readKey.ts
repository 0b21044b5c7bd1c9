/**
 * Reads the key from what the caller passed. Every function that takes a key follows this one rule. A key that cannot be used
 * is refused here, before any connection is made, and no message or cause quotes it.
 */
import { environmentKey } from "@antiphon/core/boundary"
import * as Endpoint from "@antiphon/core/endpoint"
import { kindOf } from "../boundary/checkOptions.ts"
import { RealtimeError } from "../RealtimeError.ts"

/** A key, or a function that returns one. The signal is aborted when the key is no longer needed. */
export type Key = string | ((context: { readonly signal: AbortSignal }) => string | Promise<string>)

/** What decides about the key. */
export interface KeyRequest {
  readonly key: Key | undefined
  /** The address that the key is for. */
  readonly url: string | undefined
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Waits for the key until the time is up or the signal is aborted. Defaults to OPENAI_API_KEY of the environment. Returns
 * `undefined` if there is none and the address is on this machine, where a server may need no key.
 */
export const readKey = async ({ key, signal, timeoutMs, url }: KeyRequest): Promise<string | undefined> => {
  if (typeof key !== "function") {
    const given = key ?? environmentKey()
    return given === undefined && isLocal(url) ? undefined : checked(given ?? "", "key is")
  }
  const given = Promise.withResolvers<unknown>()
  const abort = () => given.reject(new RealtimeError("aborted", "the signal was aborted", {}, { cause: signal.reason }))
  const late = () =>
    given.reject(new RealtimeError("no_key", `no key came within ${timeoutMs} ms`, { afterMs: timeoutMs }))
  const timer = setTimeout(late, timeoutMs)
  signal.addEventListener("abort", abort)
  try {
    if (signal.aborted) abort()
    else ask(key, signal).then(given.resolve, given.reject)
    return checked(await given.promise, "the function that gives keys gave")
  } finally {
    clearTimeout(timer)
    signal.removeEventListener("abort", abort)
  }
}

const ask = async (key: Exclude<Key, string>, signal: AbortSignal): Promise<unknown> => {
  try {
    return await key({ signal })
  } catch (cause) {
    throw new RealtimeError("no_key", "the function that gives keys failed", {}, { cause })
  }
}

const isLocal = (address = ""): boolean => {
  const url = URL.parse(address)
  return url !== null && Endpoint.isLoopback(url)
}

const checked = (key: unknown, what: string): string => {
  if (typeof key !== "string") throw noKey(`${what} ${kindOf(key)}: a key is text`)
  if (key.trim() === "") throw noKey("no key: pass key, or set OPENAI_API_KEY")
  if (!/^[!-~]+$/.test(key)) throw noKey("the key has a space, a line break or a character that is not ASCII: trim it")
  return key
}

const noKey = (message: string): RealtimeError => new RealtimeError("no_key", message)
