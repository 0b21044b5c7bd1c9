/** Which keys a page may connect with, for adapter authors. */
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { isClientSecret } from "./Endpoint.ts"
import { TransportError } from "./TransportError.ts"

/** The part of a global object that is read. It is `globalThis`, or a replacement in a test. */
export interface Globals {
  readonly window?: unknown
  readonly document?: unknown
  readonly WorkerGlobalScope?: unknown
  readonly navigator?: { readonly userAgent?: unknown } | undefined
}

/**
 * Whether this code runs where its user can read it. That is a page, which has a window with a document, or a worker of
 * a browser. Workers of an edge runtime, Deno, Bun and Node are not pages, although they have the platform's
 * `WebSocket` too.
 */
export const isPage = (globals: Globals = globalThis): boolean => {
  if (globals.window !== undefined && globals.document !== undefined) return true
  const agent = globals.navigator?.userAgent
  // Every browser, and no other runtime, begins its name like this.
  return globals.WorkerGlobalScope !== undefined && typeof agent === "string" && agent.startsWith("Mozilla/")
}

/**
 * Returns why a page may not connect with this key, or `undefined` if it may or if this is not a page. The endpoint says
 * which keys are ephemeral. Defaults to OpenAI's, `ek_…`.
 */
export const pageKeyRefusal = (
  key: Option.Option<Redacted.Redacted<string>>,
  { isEphemeral }: { readonly isEphemeral: (key: Redacted.Redacted<string>) => boolean } = {
    isEphemeral: isClientSecret
  }
): TransportError | undefined =>
  Option.isSome(key) && !isEphemeral(key.value) && isPage()
    ? TransportError.protocol({
        detail: `only ephemeral keys${isEphemeral === isClientSecret ? " (ek_…)" : ""} belong in a page. Mint one on your server`
      })
    : undefined
