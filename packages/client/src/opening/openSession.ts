/** Opens sessions of every kind. */
import {
  type ClientEvent,
  type Connection,
  type Endpoint,
  type ProviderSession,
  type ServerEvent,
  TransportError
} from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { make as platformTransport } from "#transport"
import type { OpeningOptions } from "./OpeningOptions.ts"
import { type KeyRequest, readKey } from "./readKey.ts"
import { RealtimeError } from "../RealtimeError.ts"
import { check, run } from "../boundary/run.ts"

/** Opens a session in a scope of its own, which ends with it. */
export const opening = async <S extends { readonly close: () => Promise<void>; readonly closed: Promise<unknown> }>(
  signal: AbortSignal | undefined,
  open: (scope: Scope.Closeable) => Effect.Effect<S, RealtimeError>
): Promise<S> => {
  const scope = Scope.makeUnsafe()
  try {
    const session = await run(open(scope), signal)
    const close = () => void session.close()
    signal?.addEventListener("abort", close)
    void session.closed.then(() => signal?.removeEventListener("abort", close))
    if (signal?.aborted === true) await session.close()
    check(signal)
    return session
  } catch (error) {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    throw error
  }
}

/** How long a transport of any author may take to open a connection. */
const openMs = 30_000

const inTime = <A, R>(opening: Effect.Effect<A, TransportError, R>): Effect.Effect<A, TransportError, R> =>
  Effect.timeoutOrElse(opening, {
    duration: openMs,
    orElse: () => Effect.fail(TransportError.timeout({ phase: "connect", afterMs: openMs }))
  })

/** Connects to an endpoint. The key is read again for each connection. */
export const dial = <In, Out>(
  { authorization = "bearer", timeoutMs = 10_000, key, transport = platformTransport(), url }: OpeningOptions,
  endpoint: (where: Endpoint.EndpointOptions) => Endpoint.Endpoint<In, Out>
): Effect.Effect<Connection<In, Out>, TransportError, Scope.Scope> =>
  Effect.flatMap(readKeyFor({ key, timeoutMs, url }), (secret) =>
    inTime(
      transport.connect(
        endpoint({
          authorization,
          ...(secret !== undefined && { credential: Redacted.make(secret) }),
          ...(url !== undefined && { base: url })
        })
      )
    )
  )

/** Connects to a provider, in GA. A setting that cannot be used fails here, before anything is dialled. */
export const dialProvider = (
  session: ProviderSession,
  kind: Endpoint.EndpointKind | undefined,
  { transport = platformTransport() }: Pick<OpeningOptions, "transport">
): Effect.Effect<Connection<ServerEvent, ClientEvent>, TransportError, Scope.Scope> =>
  Effect.suspend(() => Effect.fromResult(session.endpoint(kind))).pipe(
    Effect.flatMap((endpoint) => inTime(transport.connect(endpoint))),
    Effect.flatMap(session.adapt)
  )

const readKeyFor = (request: Omit<KeyRequest, "signal">): Effect.Effect<string | undefined, TransportError> =>
  Effect.tryPromise({
    try: (signal) => readKey({ ...request, signal }),
    catch: (cause) => noKey(cause instanceof RealtimeError ? cause : new RealtimeError("no_key", String(cause)))
  })

/** A connection that could not be opened. Another attempt may succeed, because the source of keys may be down for a moment. */
const noKey = (cause: RealtimeError): TransportError => TransportError.open({ detail: cause.message, cause })
