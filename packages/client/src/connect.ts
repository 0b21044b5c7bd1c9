// First, because then the modules of Effect, and the tables of events, lie within the 32 kB that gzip looks back.
import { makeWire } from "./session/makeWire.ts"
import { TransportError } from "@antiphon/core"
import { settingsProblem } from "@antiphon/core/boundary"
import * as Endpoint from "@antiphon/core/endpoint"
import type { SessionRequest } from "@antiphon/core/shapes"
import {
  openSession,
  type ReconnectingOptions,
  reconnectingSession,
  type SessionError,
  type SessionOptions
} from "@antiphon/session"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { makeSession } from "./session/makeSession.ts"
import { dial, dialProvider, opening } from "./opening/openSession.ts"
import type { ConnectOptions, ReconnectOptions } from "./opening/ConnectOptions.ts"
import { makeResumption, type Resumption } from "./opening/resumption.ts"
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
  refuse,
  type Rule
} from "./boundary/checkOptions.ts"
import { fromSession, fromTransport, RealtimeError } from "./RealtimeError.ts"
import { requestOf } from "./session/SessionSettings.ts"
import type { RealtimeSession } from "./session/RealtimeSession.ts"
import type { ToolSchemas } from "./tools/RealtimeTool.ts"
import { type Background, makeBackground } from "./tools/makeBackground.ts"
import { toolsOf } from "./tools/toolsOf.ts"
import { traced } from "./boundary/traced.ts"

const isSettings: Rule = [isObject, 'settings, e.g. { instructions: "Be brief." }']
const rules: Readonly<Record<string, Rule>> = {
  ...openingRules,
  intent: [(value) => value === "conversation" || value === "transcription", '"conversation" or "transcription"'],
  speaker: [
    hasMethods("queue", "clear", "position"),
    "a player with queue, clear and position, e.g. what openSpeaker() gives"
  ],
  provider,
  session: isSettings,
  onEvent: aFunction,
  reconnect: [(value) => typeof value === "boolean" || isObject(value), "true, false or { timeoutMs }"]
}
const conversationRules: Readonly<Record<string, Rule>> = {
  ...rules,
  model: [isText, 'the name of a model, e.g. "gpt-realtime"'],
  callId: [isText, "the id of a call, rtc_…"],
  tools: [isObject, "an object of tools by name"],
  toolConcurrency: [(value) => Number.isInteger(value) && Number(value) > 0, "a whole number above 0"],
  approveMcp: aFunction
}
/** Names of session settings that are often passed here by mistake. */
const settings = ["instructions", "voice", "temperature", "turn_detection"]

const checkConnect = (options: unknown): void => {
  const given = isObject(options) ? options : {}
  const transcribes = given["intent"] === "transcription"
  const isSideband = given["callId"] !== undefined
  const needed = transcribes || isSideband || given["provider"] !== undefined ? [] : ["model"]
  checkOptions("connect", options, transcribes ? rules : conversationRules, needed)
  checkProvider("connect", given)
  need(
    !isSideband || given["model"] === undefined,
    "connect has both callId and model: leave model out, the call has one"
  )
  const reconnects = given["reconnect"] !== undefined && given["reconnect"] !== false
  need(!isSideband || !reconnects, "a session that joined a call does not reconnect: leave reconnect out")
  const reconnect = isObject(options) ? options["reconnect"] : undefined
  if (isObject(reconnect)) checkOptions("reconnect", reconnect, { timeoutMs: ms })
  if (isObject(given["session"])) {
    refuse(
      settingsProblem(
        { what: "connect", option: "session" },
        given["session"],
        transcribes ? "transcription" : "realtime"
      )
    )
  }
  for (const name of settings)
    need(!(name in Object(options)), `connect has no option ${name}: pass session: { ${name} }`)
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
 * for await (const words of response.text()) process.stdout.write(words)
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
      const background = makeBackground()
      const sessionOptions = yield* Effect.try({ try: () => sessionOptionsOf(options, background), catch: invalid })
      const wire = makeWire(options.speaker)
      if (options.onEvent !== undefined) wire.onEvent(options.onEvent)
      const first = yield* Effect.try({ try: () => firstOf(options), catch: invalid })
      const isReconnecting = options.reconnect !== false && callIdOf(options) === undefined
      const connection =
        options.provider === undefined
          ? dialServer(options, isReconnecting && options.url !== undefined ? makeResumption() : undefined)
          : dialProvider(options.provider.session(), kindOf(options), options)
      const dialled = Effect.andThen(wire.attempt, Effect.flatMap(connection, wire.take))
      const opened = isReconnecting
        ? reconnectingSession(dialled, { ...sessionOptions, ...patienceOf(options.reconnect) })
        : Effect.flatMap(dialled, (each) => openSession(each, sessionOptions))
      return yield* Effect.mapError(
        makeSession({ open: opened, scope, sessionOptions, wire, background, isReconnecting, first }),
        errorOf
      )
    })
  )

const callIdOf = <T extends ToolSchemas>(options: ConnectOptions<T>): string | undefined =>
  "callId" in options ? options.callId : undefined

/** The settings to send first, if there are any, with the tools. */
const firstOf = <T extends ToolSchemas>({
  session = {},
  ...options
}: ConnectOptions<T>): SessionRequest | undefined => {
  const isTranscription = options.intent === "transcription"
  const tools = !isTranscription && options.tools !== undefined ? { tools: [] } : {}
  const settings = { ...tools, ...session }
  if (Object.keys(settings).length === 0) return undefined
  return requestOf("session of connect", settings, isTranscription ? "transcription" : "realtime")
}

const dialServer = <T extends ToolSchemas>(options: ConnectOptions<T>, resumption: Resumption | undefined) => {
  const dialled = dial(options, (plain) => {
    const where = resumption?.ask(plain) ?? plain
    if (options.intent === "transcription") return Endpoint.transcription(where)
    const callId = callIdOf(options)
    if (callId !== undefined) return Endpoint.sideband({ ...where, callId })
    return Endpoint.conversation({ ...where, ...(options.model === undefined ? {} : { model: options.model }) })
  })
  return resumption?.dial(dialled) ?? dialled
}

/** The kind of the session, or none if it is a conversation with the provider's model. */
const kindOf = <T extends ToolSchemas>(options: ConnectOptions<T>): Endpoint.EndpointKind | undefined => {
  if (options.intent === "transcription") return { _tag: "Transcription" }
  const callId = callIdOf(options)
  if (callId !== undefined) return { _tag: "Sideband", callId }
  return options.model === undefined ? undefined : { _tag: "Conversation", model: options.model }
}

const patienceOf = (reconnect: boolean | ReconnectOptions | undefined): Pick<ReconnectingOptions, "patience"> =>
  typeof reconnect === "object" && reconnect.timeoutMs !== undefined ? { patience: reconnect.timeoutMs } : {}

const sessionOptionsOf = <T extends ToolSchemas>(
  options: ConnectOptions<T>,
  background: Background
): SessionOptions => {
  const { timeoutMs = 10_000, speaker } = options
  const common = { commandTimeout: timeoutMs, ...(speaker === undefined ? {} : { speaker }) }
  if (options.intent === "transcription") return common
  const { approveMcp, toolConcurrency = 4, tools } = options
  return {
    ...common,
    // Each tool has a timeout of its own.
    ...(tools && {
      tools: { tools: toolsOf(tools, background), concurrency: toolConcurrency, timeout: Duration.infinity }
    }),
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
