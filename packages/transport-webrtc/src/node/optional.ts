import { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"

/**
 * Loads an optional peer, here and not at the top of a module, so that `./node` can be imported without it. A missing
 * one fails with the command that installs it. One that does not load fails with its own message.
 */
export const optional = <A>(name: string, load: () => Promise<A>): Effect.Effect<A, TransportError> =>
  Effect.tryPromise({
    try: load,
    catch: (cause) => TransportError.protocol({ detail: detailOf(name, cause), cause })
  })

const detailOf = (name: string, cause: unknown): string =>
  cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND"
    ? `WebRTC in Node needs ${name}, which is not installed: npm i ${name}`
    : `${name} does not load on this machine: ${cause instanceof Error ? cause.message : String(cause)}`
