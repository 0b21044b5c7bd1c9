import { Endpoint, type Transport, TransportError } from "@antiphon/core"
import { SessionError, type Speaker } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { make as platformTransport } from "#transport"
import { makeSession } from "./makeSession.ts"
import { fromSession, fromTransport, RealtimeError } from "./RealtimeError.ts"
import type { RealtimeSession } from "./RealtimeSession.ts"

interface CommonOptions {
  /** An API key, or in a page an ephemeral one (`ek_…`); or what asks for one. */
  readonly key: string | (() => Promise<string>)
  /** Default OpenAI's. `ws`, `wss`, `http` and `https`, with or without a closing `/realtime`; a key goes unencrypted only to this machine. */
  readonly url?: string | undefined
  /**
   * What carries the events: `make()` of any transport package. Default `@antiphon/transport-websocket`, which in pages
   * lets no key through that is not ephemeral.
   */
  readonly transport?: Transport["Service"]
  /** Where the model's audio plays, e.g. a player of `@antiphon/audio`. Only then are interruptions told to the server. */
  readonly speaker?: Speaker
  /** How long the key, the greeting and each answer may take, in ms; default 10 000. */
  readonly deadlineMs?: number
  /** Aborted, it ends the opening, and later the session. */
  readonly signal?: AbortSignal
}

export interface ConversationOptions extends CommonOptions {
  readonly intent?: "conversation"
  /** E.g. `gpt-realtime`. */
  readonly model: string
}

/** Only what the user says is transcribed; by which model, `configure` says. */
export interface TranscriptionOptions extends CommonOptions {
  readonly intent: "transcription"
}

export type ConnectOptions = ConversationOptions | TranscriptionOptions

/** Opens a session and waits for the server's greeting. Rejects with a {@link RealtimeError}. */
export const connect = async (options: ConnectOptions): Promise<RealtimeSession> => {
  const { signal } = options
  const scope = Scope.makeUnsafe()
  const release = () => Effect.runPromise(Scope.close(scope, Exit.void))
  const aborted = () => new RealtimeError("aborted", "the signal was aborted", {}, { cause: signal?.reason })
  try {
    const session = await Effect.runPromise(
      Effect.mapError(open(options, scope), errorOf),
      signal === undefined ? {} : { signal }
    )
    const close = () => void session.close()
    signal?.addEventListener("abort", close)
    void session.closed.then(() => signal?.removeEventListener("abort", close))
    if (signal?.aborted !== true) return session
    await session.close()
    throw aborted()
  } catch (error) {
    await release()
    throw signal?.aborted === true ? aborted() : error
  }
}

const open = Effect.fnUntraced(function* (options: ConnectOptions, scope: Scope.Closeable) {
  const { deadlineMs = 10_000, speaker, transport = platformTransport(), url } = options
  const credential = Redacted.make(yield* askKey(options.key, deadlineMs))
  const where = { credential, ...(url === undefined ? {} : { base: url }) }
  const endpoint =
    options.intent === "transcription"
      ? Endpoint.transcription(where)
      : Endpoint.conversation({ ...where, model: options.model })
  const connection = yield* Scope.provide(transport.connect(endpoint), scope)
  return yield* makeSession(connection, scope, { deadline: deadlineMs, ...(speaker === undefined ? {} : { speaker }) })
})

const askKey = (key: ConnectOptions["key"], deadlineMs: number): Effect.Effect<string, RealtimeError> => {
  if (typeof key === "string") return Effect.succeed(key)
  return Effect.tryPromise({
    try: key,
    catch: (cause) => new RealtimeError("no_key", "the function that gives keys failed", {}, { cause })
  }).pipe(
    Effect.timeoutOrElse({
      duration: deadlineMs,
      orElse: () =>
        Effect.fail(new RealtimeError("no_key", `no key came within ${deadlineMs} ms`, { afterMs: deadlineMs }))
    })
  )
}

const errorOf = (error: RealtimeError | TransportError | SessionError): RealtimeError => {
  if (error instanceof TransportError) return fromTransport(error)
  return error instanceof SessionError ? fromSession(error) : error
}
