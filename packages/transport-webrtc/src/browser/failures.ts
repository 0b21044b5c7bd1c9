import { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"

/** What a thrown value says. */
export const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** The connection cannot open because of something on this side. */
export const cannotOpen = (detail: string, cause: unknown): TransportError =>
  TransportError.open({ detail: `${detail}: ${messageOf(cause)}`, cause })

/** Runs a step that the platform may refuse. The error begins with `what`. */
export const attempt = <A>(what: string, step: () => A | PromiseLike<A>): Effect.Effect<A, TransportError> =>
  Effect.tryPromise({
    try: async () => step(),
    catch: (cause) => TransportError.protocol({ detail: `${what}: ${messageOf(cause)}`, cause })
  })
