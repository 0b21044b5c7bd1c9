import * as Effect from "effect/Effect"
import type { Transport } from "./Transport.ts"

/**
 * A transport whose module is still being loaded. Each connection waits for it. If the module cannot be loaded, the first
 * connection dies with the error.
 */
export const loadedTransport = (
  loading: Promise<{ readonly make: () => Transport["Service"] }>
): Transport["Service"] => {
  // The dial reports it.
  loading.catch(() => {})
  return {
    connect: (endpoint) =>
      Effect.flatMap(
        Effect.promise(() => loading),
        ({ make }) => make().connect(endpoint)
      )
  }
}
