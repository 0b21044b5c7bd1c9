import { Endpoint, type McpApprovalRequestItem, type Transport, TransportError } from "@antiphon/core"
import { SessionError, type SessionOptions, type Speaker } from "@antiphon/session"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { make as platformTransport } from "#transport"
import { makeSession } from "./makeSession.ts"
import { permission } from "./permission.ts"
import { fromSession, fromTransport, RealtimeError } from "./RealtimeError.ts"
import type { RealtimeSession } from "./RealtimeSession.ts"
import { check, run } from "./run.ts"
import type { RealtimeTools, ToolSchemas } from "./Tool.ts"
import { toolsOf } from "./toolsOf.ts"

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

export interface ConversationOptions<T extends ToolSchemas = {}> extends CommonOptions {
  readonly intent?: "conversation"
  /** E.g. `gpt-realtime`. */
  readonly model: string
  /**
   * Functions that the model may call. The server is told of them before the session is handed out, and they stay in every
   * later configuration. Calls run once their response is complete; their outputs go in the order of the calls, then one
   * response is asked for. A failure of any kind is an output that says why.
   */
  readonly tools?: RealtimeTools<T>
  /** Calls that run at once; default 4. */
  readonly toolConcurrency?: number
  /** Asked before a remote (MCP) call that wants approval: without it such calls wait for an item of yours. What it throws means no. */
  readonly approveMcp?: (request: McpApprovalRequestItem) => boolean | Promise<boolean>
}

/** Only what the user says is transcribed; by which model, `configure` says. */
export interface TranscriptionOptions extends CommonOptions {
  readonly intent: "transcription"
}

export type ConnectOptions<T extends ToolSchemas = {}> = ConversationOptions<T> | TranscriptionOptions

/** Opens a session and waits for the server's greeting. Rejects with a {@link RealtimeError}. */
export const connect = async <T extends ToolSchemas = {}>(options: ConnectOptions<T>): Promise<RealtimeSession> => {
  const { signal } = options
  const scope = Scope.makeUnsafe()
  try {
    const session = await run(Effect.mapError(open(options, scope), errorOf), signal)
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

const open = Effect.fnUntraced(function* <T extends ToolSchemas>(options: ConnectOptions<T>, scope: Scope.Closeable) {
  const { deadlineMs = 10_000, transport = platformTransport(), url } = options
  const sessionOptions = yield* Effect.try({ try: () => sessionOptionsOf(options), catch: unfit })
  const credential = Redacted.make(yield* askKey(options.key, deadlineMs))
  const where = { credential, ...(url === undefined ? {} : { base: url }) }
  const endpoint =
    options.intent === "transcription"
      ? Endpoint.transcription(where)
      : Endpoint.conversation({ ...where, model: options.model })
  const connection = yield* Scope.provide(transport.connect(endpoint), scope)
  return yield* makeSession(connection, scope, sessionOptions)
})

const sessionOptionsOf = <T extends ToolSchemas>(options: ConnectOptions<T>): SessionOptions => {
  const { deadlineMs = 10_000, speaker } = options
  const common = { deadline: deadlineMs, ...(speaker === undefined ? {} : { speaker }) }
  if (options.intent === "transcription") return common
  const { approveMcp, toolConcurrency = 4, tools } = options
  return {
    ...common,
    // Each tool keeps its own time.
    ...(tools && { tools: { tools: toolsOf(tools), concurrency: toolConcurrency, timeout: Duration.infinity } }),
    ...(approveMcp && { approveMcp: (request) => permission(request.name, () => approveMcp(request)) })
  }
}

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

const unfit = (cause: unknown): RealtimeError =>
  cause instanceof RealtimeError ? cause : new RealtimeError("unfit", "the tools cannot be told", {}, { cause })

const errorOf = (error: RealtimeError | TransportError | SessionError): RealtimeError => {
  if (error instanceof TransportError) return fromTransport(error)
  return error instanceof SessionError ? fromSession(error) : error
}
