/**
 * The key, from whatever the caller gave. One rule for every function that takes a key: it is refused here, before anything
 * is dialled, and no message or cause quotes it.
 */
import { kindOf } from "../boundary/checkOptions.ts"
import { RealtimeError } from "../RealtimeError.ts"

/** A key, or a function that gives one. The signal is aborted when the key is no longer wanted. */
export type Key = string | ((context: { readonly signal: AbortSignal }) => string | Promise<string>)

/** Waits for the key, at most `timeoutMs` and until the signal is aborted. Without one it is OPENAI_API_KEY of the environment. */
export const readKey = async (key: Key | undefined, timeoutMs: number, signal: AbortSignal): Promise<string> => {
  if (typeof key !== "function") return checked(key ?? fromEnvironment() ?? "", "key is")
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

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment of Node, Deno, Bun or a Worker. Returns `undefined` in pages, which have none, and where it may not be read. */
const fromEnvironment = (): string | undefined => {
  try {
    const host: typeof globalThis & { readonly process?: { readonly env?: Environment } } = globalThis
    return host.process?.env?.["OPENAI_API_KEY"]
  } catch {
    return undefined
  }
}

const checked = (key: unknown, what: string): string => {
  if (typeof key !== "string") throw noKey(`${what} ${kindOf(key)}: a key is text`)
  if (key.trim() === "") throw noKey("no key: pass key, or set OPENAI_API_KEY")
  if (!/^[!-~]+$/.test(key)) throw noKey("the key has a space, a line break or a character that is not ASCII: trim it")
  return key
}

const noKey = (message: string): RealtimeError => new RealtimeError("no_key", message)
