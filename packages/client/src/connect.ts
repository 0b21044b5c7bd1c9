import { Endpoint, type Provider, TransportError } from "@antiphon/core"
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
import { dial, dialProvider, opening } from "./opening/openSession.ts"
import type { OpeningOptions } from "./opening/OpeningOptions.ts"
import { permission } from "./userCode.ts"
import {
  aFunction,
  checkOptions,
  checkProvider,
  hasMethods,
  isObject,
  isText,
  ms,
  need,
  openingRules,
  provider,
  type Rule
} from "./boundary/checkOptions.ts"
import { fromSession, fromTransport, RealtimeError } from "./RealtimeError.ts"
import type { RealtimeSession } from "./session/RealtimeSession.ts"
import type { RealtimeTools, ToolSchemas } from "./tools/RealtimeTool.ts"
import { toolsOf } from "./tools/toolsOf.ts"
import { traced } from "./boundary/traced.ts"

interface CommonOptions extends OpeningOptions {
  /**
   * The server, e.g. `xai({ key })` of `@antiphon/providers`, in place of `key`, `authorization` and `url`. What the server
   * does differently is translated. What it cannot do is refused when it is asked for.
   */
  readonly provider?: Provider
  /**
   * Plays the model's audio, e.g. a player of `@antiphon/audio`. The server learns what was heard only if there is a
   * speaker.
   */
  readonly speaker?: Speaker
  /**
   * Whether the conversation outlives its connection. Defaults to true.
   *
   * After a loss, and before the server ends the session, the client opens another connection. It reads the key again
   * and sends the new session what was said. `resumed` lists what could not be kept. If false, the session ends with
   * its connection. Pass an object to reconnect with other settings.
   */
  readonly reconnect?: boolean | ReconnectOptions
}

/** How a session reconnects. Waits between attempts grow and are random, so that many clients do not return in step. */
export interface ReconnectOptions {
  /** How long to try after a loss, in ms. Defaults to 5 min. */
  readonly timeoutMs?: number
}

/** A provider may have a model of its own. */
type Served =
  | {
      /** E.g. `gpt-realtime`. */
      readonly model: string
    }
  | {
      readonly provider: Provider
      /** Defaults to the provider's. */
      readonly model?: string
    }

export type ConversationOptions<T extends ToolSchemas = {}> = ConversationSettings<T> & Served

interface ConversationSettings<T extends ToolSchemas> extends CommonOptions {
  readonly intent?: "conversation"
  /**
   * Functions that the model may call. They replace the tools that came with the key, and stay in every later
   * configuration.
   *
   * Calls run once their response is complete. Their outputs are sent in the order of the calls, and then one response
   * is requested. A failure is an output that says why.
   */
  readonly tools?: RealtimeTools<T>
  /** The most calls that run at the same time. Defaults to 4. */
  readonly toolConcurrency?: number
  /**
   * Called before a remote (MCP) call that requires approval. Without it such a call waits until you add an approval
   * item. An error means no. The signal is aborted when the answer is no longer needed.
   */
  readonly approveMcp?: (
    request: McpApprovalRequestItem,
    context: { readonly signal: AbortSignal }
  ) => boolean | Promise<boolean>
}

/** Options of a session that only transcribes the user. `configure` chooses the model. */
export interface TranscriptionOptions extends CommonOptions {
  readonly intent: "transcription"
}

export type ConnectOptions<T extends ToolSchemas = {}> = ConversationOptions<T> | TranscriptionOptions

const rules: Readonly<Record<string, Rule>> = {
  ...openingRules,
  intent: [(value) => value === "conversation" || value === "transcription", '"conversation" or "transcription"'],
  speaker: [hasMethods("queue", "clear"), "a player, e.g. what openSpeaker() gives"],
  provider,
  reconnect: [(value) => typeof value === "boolean" || isObject(value), "true, false or { timeoutMs }"]
}
const conversationRules: Readonly<Record<string, Rule>> = {
  ...rules,
  model: [isText, 'the name of a model, e.g. "gpt-realtime"'],
  tools: [isObject, "an object of tools by name"],
  toolConcurrency: [(value) => Number.isInteger(value) && Number(value) > 0, "a whole number above 0"],
  approveMcp: aFunction
}
/** Names of session settings that are often passed here by mistake. */
const settings = ["instructions", "voice", "session", "temperature", "turn_detection"]

const checkConnect = (options: unknown): void => {
  const given = isObject(options) ? options : {}
  const transcribes = given["intent"] === "transcription"
  const needed = transcribes || given["provider"] !== undefined ? [] : ["model"]
  checkOptions("connect", options, transcribes ? rules : conversationRules, needed)
  checkProvider("connect", given)
  const reconnect = isObject(options) ? options["reconnect"] : undefined
  if (isObject(reconnect)) checkOptions("reconnect", reconnect, { timeoutMs: ms })
  for (const name of settings)
    need(!(name in Object(options)), `connect has no option ${name}: pass it to session.configure()`)
}

/**
 * Opens a session and waits for the server's greeting. Rejects with a {@link RealtimeError}.
 *
 * @example
 * ```ts
 * import { connect } from "@antiphon/client"
 *
 * await using session = await connect({ model: "gpt-realtime" })
 * const { response } = await session.sendText("What time is it?")
 * for await (const item of response) {
 *   for await (const part of item) {
 *     for await (const words of part.transcriptChunks()) process.stdout.write(words)
 *   }
 * }
 * ```
 */
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
      const dialled =
        options.provider === undefined ? dialServer(options) : dialProvider(options.provider, kindOf(options), options)
      const session =
        options.reconnect === false
          ? Effect.flatMap(dialled, (connection) => Session.make(connection, sessionOptions))
          : Session.reconnecting(dialled, { ...sessionOptions, ...patienceOf(options.reconnect) })
      return yield* Effect.mapError(makeSession(session, scope, sessionOptions), errorOf)
    })
  )

const dialServer = <T extends ToolSchemas>(options: ConnectOptions<T>) =>
  dial(options, (where) =>
    options.intent === "transcription"
      ? Endpoint.transcription(where)
      : Endpoint.conversation({ ...where, ...(options.model === undefined ? {} : { model: options.model }) })
  )

/** The kind of the session, or none if it is a conversation with the provider's model. */
const kindOf = <T extends ToolSchemas>(options: ConnectOptions<T>): Endpoint.EndpointKind | undefined => {
  if (options.intent === "transcription") return { _tag: "Transcription" }
  return options.model === undefined ? undefined : { _tag: "Conversation", model: options.model }
}

const patienceOf = (reconnect: boolean | ReconnectOptions | undefined): Pick<ReconnectingOptions, "patience"> =>
  typeof reconnect === "object" && reconnect.timeoutMs !== undefined ? { patience: reconnect.timeoutMs } : {}

const sessionOptionsOf = <T extends ToolSchemas>(options: ConnectOptions<T>): SessionOptions => {
  const { timeoutMs = 10_000, speaker } = options
  const common = { commandTimeout: timeoutMs, ...(speaker === undefined ? {} : { speaker }) }
  if (options.intent === "transcription") return common
  const { approveMcp, toolConcurrency = 4, tools } = options
  return {
    ...common,
    // Each tool has a timeout of its own.
    ...(tools && { tools: { tools: toolsOf(tools), concurrency: toolConcurrency, timeout: Duration.infinity } }),
    ...(approveMcp && {
      approveMcp: (request) => permission(request.name, (signal) => approveMcp(request, { signal }))
    })
  }
}

const errorOf = (error: SessionError | TransportError): RealtimeError =>
  error instanceof TransportError ? fromTransport(error) : fromSession(error)

const invalid = (cause: unknown): RealtimeError =>
  cause instanceof RealtimeError
    ? cause
    : new RealtimeError("invalid", "the tools cannot be described to the model", {}, { cause })
