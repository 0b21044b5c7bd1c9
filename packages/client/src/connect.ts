import { Endpoint, TransportError } from "@antiphon/core"
import type { McpApprovalRequestItem } from "@antiphon/core/shapes"
import {
  type ReconnectingOptions,
  Session,
  type SessionError,
  type SessionOptions,
  type Speaker
} from "@antiphon/session"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { makeSession } from "./session/makeSession.ts"
import { dial, opening } from "./opening/openSession.ts"
import type { OpeningOptions } from "./opening/OpeningOptions.ts"
import { permission } from "./userCode.ts"
import {
  aFunction,
  checkOptions,
  hasMethods,
  isObject,
  isText,
  ms,
  need,
  openingRules,
  type Rule
} from "./boundary/checkOptions.ts"
import { fromSession, fromTransport, RealtimeError } from "./RealtimeError.ts"
import type { RealtimeSession } from "./session/RealtimeSession.ts"
import type { RealtimeTools, ToolSchemas } from "./tools/RealtimeTool.ts"
import { toolsOf } from "./tools/toolsOf.ts"
import { traced } from "./boundary/traced.ts"

interface CommonOptions extends OpeningOptions {
  /** Where the model's audio plays, e.g. a player of `@antiphon/audio`. Only then does the server learn what was heard. */
  readonly speaker?: Speaker
  /**
   * Whether the conversation outlives its connection. Defaults to true. After a loss, and before the server ends the session, it
   * goes on over another one: the key is asked for again, what was said is told to the new session, and `resumed` lists what
   * could not be kept. False: the session ends as its connection does. An object: true, with settings of its own.
   */
  readonly reconnect?: boolean | ReconnectOptions
}

/** How a session comes back. Waits between tries grow, and are drawn at random, so that clients do not come back in step. */
export interface ReconnectOptions {
  /** How long to try after a loss, in ms. Defaults to 5 min. */
  readonly timeoutMs?: number
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
  /** Calls that run at once. Defaults to 4. */
  readonly toolConcurrency?: number
  /**
   * Asked before a remote (MCP) call that wants approval. Without it such calls wait for an item of yours. What it throws
   * means no. The signal is aborted when the answer is no longer wanted.
   */
  readonly approveMcp?: (
    request: McpApprovalRequestItem,
    context: { readonly signal: AbortSignal }
  ) => boolean | Promise<boolean>
}

/** Only what the user says is transcribed; by which model, `configure` says. */
export interface TranscriptionOptions extends CommonOptions {
  readonly intent: "transcription"
}

export type ConnectOptions<T extends ToolSchemas = {}> = ConversationOptions<T> | TranscriptionOptions

const rules: Readonly<Record<string, Rule>> = {
  ...openingRules,
  intent: [(value) => value === "conversation" || value === "transcription", '"conversation" or "transcription"'],
  speaker: [hasMethods("queue", "clear"), "a player, e.g. what openSpeaker() gives"],
  reconnect: [(value) => typeof value === "boolean" || isObject(value), "true, false or { timeoutMs }"]
}
const conversationRules: Readonly<Record<string, Rule>> = {
  ...rules,
  model: [isText, 'the name of a model, e.g. "gpt-realtime"'],
  tools: [isObject, "an object of tools by name"],
  toolConcurrency: [(value) => Number.isInteger(value) && Number(value) > 0, "a whole number above 0"],
  approveMcp: aFunction
}
/** What belongs into the session's configuration, and is often tried here. */
const settings = ["instructions", "voice", "session", "temperature", "turn_detection"]

const checkConnect = (options: unknown): void => {
  const transcribes = isObject(options) && options["intent"] === "transcription"
  checkOptions("connect", options, transcribes ? rules : conversationRules, transcribes ? [] : ["model"])
  const reconnect = isObject(options) ? options["reconnect"] : undefined
  if (isObject(reconnect)) checkOptions("reconnect", reconnect, { timeoutMs: ms })
  for (const name of settings)
    need(!(name in Object(options)), `connect has no option ${name}: pass it to session.configure()`)
}

/** Opens a session and waits for the server's greeting. Rejects with a {@link RealtimeError}. */
export const connect: <T extends ToolSchemas = {}>(options: ConnectOptions<T>) => Promise<RealtimeSession> = traced(
  async <T extends ToolSchemas>(options: ConnectOptions<T>) => {
    checkConnect(options)
    return open(options)
  }
)

const open = <T extends ToolSchemas>(options: ConnectOptions<T>): Promise<RealtimeSession> =>
  opening(
    options.signal,
    Effect.fnUntraced(function* (scope) {
      const sessionOptions = yield* Effect.try({ try: () => sessionOptionsOf(options), catch: invalid })
      const dialled = dial(options, (where) =>
        options.intent === "transcription"
          ? Endpoint.transcription(where)
          : Endpoint.conversation({ ...where, model: options.model })
      )
      const session =
        options.reconnect === false
          ? Effect.flatMap(dialled, (connection) => Session.make(connection, sessionOptions))
          : Session.reconnecting(dialled, { ...sessionOptions, ...patienceOf(options.reconnect) })
      return yield* Effect.mapError(makeSession(session, scope, sessionOptions), errorOf)
    })
  )

const patienceOf = (reconnect: boolean | ReconnectOptions | undefined): Pick<ReconnectingOptions, "patience"> =>
  typeof reconnect === "object" && reconnect.timeoutMs !== undefined ? { patience: reconnect.timeoutMs } : {}

const sessionOptionsOf = <T extends ToolSchemas>(options: ConnectOptions<T>): SessionOptions => {
  const { timeoutMs = 10_000, speaker } = options
  const common = { commandTimeout: timeoutMs, ...(speaker === undefined ? {} : { speaker }) }
  if (options.intent === "transcription") return common
  const { approveMcp, toolConcurrency = 4, tools } = options
  return {
    ...common,
    // Each tool keeps its own time.
    ...(tools && { tools: { tools: toolsOf(tools), concurrency: toolConcurrency, timeout: Duration.infinity } }),
    ...(approveMcp && {
      approveMcp: (request) => permission(request.name, (signal) => approveMcp(request, { signal }))
    })
  }
}

const errorOf = (error: SessionError | TransportError): RealtimeError =>
  error instanceof TransportError ? fromTransport(error) : fromSession(error)

const invalid = (cause: unknown): RealtimeError =>
  cause instanceof RealtimeError ? cause : new RealtimeError("invalid", "the tools cannot be told", {}, { cause })
