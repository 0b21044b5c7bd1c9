import { Endpoint, type McpApprovalRequestItem, TransportError } from "@antiphon/core"
import { Session, type SessionError, type SessionOptions, type Speaker } from "@antiphon/session"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { makeSession } from "./makeSession.ts"
import { dial, opening } from "./opening.ts"
import type { OpeningOptions } from "./OpeningOptions.ts"
import { permission } from "./permission.ts"
import { fromSession, fromTransport, RealtimeError } from "./RealtimeError.ts"
import type { RealtimeSession } from "./RealtimeSession.ts"
import type { RealtimeTools, ToolSchemas } from "./Tool.ts"
import { toolsOf } from "./toolsOf.ts"

interface CommonOptions extends OpeningOptions {
  /** Where the model's audio plays, e.g. a player of `@antiphon/audio`. Only then are interruptions told to the server. */
  readonly speaker?: Speaker
  /**
   * Whether the conversation outlives its connection; default true. After a loss, and before the server ends the session, it
   * goes on over another one: the key is asked for again, what was said is told to the new session, and `resumed` lists what
   * could not be kept. False: the session ends as its connection does.
   */
  readonly reconnect?: boolean
}

export interface ConversationOptions<T extends ToolSchemas = {}> extends CommonOptions {
  readonly intent?: "conversation"
  /** E.g. `gpt-realtime`. */
  readonly model: string
  /**
   * Functions that the model may call. The server is told of them before the session is handed out, in place of those that
   * the key brought along, and they stay in every later configuration. Calls run once their response is complete; their outputs go in the order of the calls, then one
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
export const connect = <T extends ToolSchemas = {}>(options: ConnectOptions<T>): Promise<RealtimeSession> =>
  opening(
    options.signal,
    Effect.fnUntraced(function* (scope) {
      const sessionOptions = yield* Effect.try({ try: () => sessionOptionsOf(options), catch: unfit })
      const dialled = dial(options, (where) =>
        options.intent === "transcription"
          ? Endpoint.transcription(where)
          : Endpoint.conversation({ ...where, model: options.model })
      )
      const session =
        options.reconnect === false
          ? Effect.flatMap(dialled, (connection) => Session.make(connection, sessionOptions))
          : Session.lasting(dialled, sessionOptions)
      return yield* Effect.mapError(makeSession(session, scope, sessionOptions), errorOf)
    })
  )

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

const errorOf = (error: SessionError | TransportError): RealtimeError =>
  error instanceof TransportError ? fromTransport(error) : fromSession(error)

const unfit = (cause: unknown): RealtimeError =>
  cause instanceof RealtimeError ? cause : new RealtimeError("unfit", "the tools cannot be told", {}, { cause })
