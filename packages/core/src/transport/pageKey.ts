/** Which keys a page may connect with, for adapter authors. */
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import { isClientSecret } from "./Endpoint.ts"
import { Protocol, type TransportError, transportError } from "./TransportError.ts"

/** What is asked of a global object: `globalThis`, or what a test gives in its place. */
export interface Globals {
  readonly window?: unknown
  readonly document?: unknown
  readonly WorkerGlobalScope?: unknown
  readonly navigator?: { readonly userAgent?: unknown } | undefined
}

/**
 * Whether this code runs where its user can read it: in a page, which has a window with a document, or in a worker of a
 * browser. Workers of an edge runtime, Deno, Bun and Node are no pages, though they have the platform's `WebSocket`
 * too.
 */
export const isPage = (globals: Globals = globalThis): boolean => {
  if (globals.window !== undefined && globals.document !== undefined) return true
  const agent = globals.navigator?.userAgent
  // Every browser, and no other runtime, begins its name like this.
  return globals.WorkerGlobalScope !== undefined && typeof agent === "string" && agent.startsWith("Mozilla/")
}

/** Why a page may not connect with this key, or `undefined` if it may, or if this is no page. */
export const pageKeyRefusal = (key: Option.Option<Redacted.Redacted<string>>): TransportError | undefined =>
  Option.isSome(key) && !isClientSecret(key.value) && isPage()
    ? transportError(new Protocol({ detail: "only ephemeral keys (ek_…) belong in a page: mint one on your server" }))
    : undefined
