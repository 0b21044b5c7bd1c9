/**
 * Live sessions with promises. The functions reject with a `LiveError` or a `TransportError`, and with an `ArgumentError` if they
 * are called with something that they do not take.
 */
import { type Decoded, Endpoint, type Transport } from "@antiphon/core"
import {
  aFunction,
  callOf,
  environmentKey,
  graftStack,
  asyncDispose,
  hasMethods,
  isInt16Array,
  isNumber,
  isOptions,
  isText,
  kindOf,
  ms,
  optionsProblem,
  refuseArgument,
  type Rule,
  type Rules,
  throwArgument
} from "@antiphon/core/boundary"
import type { ToolOptions } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { make as platformTransport } from "#transport"
import { forkOf, type LiveEndpoint, withSettings } from "./connect.ts"
import type { LiveEnd } from "./LiveEnd.ts"
import type { LiveSession as Session } from "./LiveSession.ts"
import type { LiveAnswer, LiveState, LiveTurn } from "./machine/LiveMachine.ts"
import { make } from "./runtime/makeLiveSession.ts"
import * as Live from "@antiphon/core/live"

export { cost, type LiveCost, type LiveUsage } from "./Usage.ts"
export { describeEnd, type LiveEnd } from "./LiveEnd.ts"
export { LiveError } from "./LiveError.ts"
export { ArgumentError } from "@antiphon/core/boundary"
export { heardOf } from "./machine/turns.ts"
export type { LiveAnswer, LiveState, LiveTurn } from "./machine/LiveMachine.ts"

/** Work that the model handed over, for a handler with promises. */
export interface LivePromiseWork {
  /** The `delegation_id`. */
  readonly id: string
  /** What was said so far, first to last. */
  readonly turns: ReadonlyArray<LiveTurn>
  /** Aborted when the work takes too long or the session ends. */
  readonly signal: AbortSignal
  /** Answers with context that the model does not speak. */
  readonly thinking: (text: string) => Promise<LiveAnswer>
  /** Answers with something that the model says in its own words. */
  readonly commentary: (text: string) => Promise<LiveAnswer>
}

/** The options of every kind of session. */
export interface LivePromiseOptions {
  /**
   * The API key. Defaults to `OPENAI_API_KEY` of the environment. A server on this machine needs none. Live has no client secret, so
   * a page must not hold a key.
   */
  readonly key?: string
  /** The server, e.g. `ws://127.0.0.1:8080/v1`. Defaults to OpenAI. */
  readonly url?: string
  /** Does the work of client delegation. A text that it returns is said. */
  readonly delegate?: (work: LivePromiseWork) => Promise<string | void>
  /** The functions of a Responses model. */
  readonly tools?: ToolOptions
  /** How long a command waits for its answer, in ms. Defaults to 10,000. */
  readonly timeoutMs?: number
  /** How to connect, e.g. `make()` of `@antiphon/transport-webrtc`, whose sessions are calls. Defaults to a WebSocket. */
  readonly transport?: Transport["Service"]
}

/** A session with promises. */
export interface LivePromiseSession extends AsyncDisposable {
  /** The state now. */
  readonly state: LiveState
  /** The events of the server from now on. */
  readonly events: () => AsyncIterable<Decoded<Live.ServerEvent>>
  /** The model's stream from now on as PCM16, silence included. */
  readonly audio: () => AsyncIterable<Int16Array>
  /** Sends the caller's audio at the session's rate. Send silence too. */
  readonly sendAudio: (samples: Int16Array) => Promise<void>
  /** Adds a lasting rule. */
  readonly instructions: (text: string, delegationId?: string) => Promise<LiveAnswer>
  /** Adds context that the model does not speak. */
  readonly thinking: (text: string, delegationId?: string) => Promise<LiveAnswer>
  /** Adds something that the model says in its own words. */
  readonly commentary: (text: string, delegationId?: string) => Promise<LiveAnswer>
  /** Sends the model silence in place of the caller. */
  readonly mute: () => Promise<LiveAnswer>
  /** Sends the model the caller again. */
  readonly unmute: () => Promise<LiveAnswer>
  /** Plays a recording of 24 kHz PCM16 and waits until it was played. */
  readonly playFixture: (samples: Int16Array) => Promise<LiveAnswer>
  /** Changes the settings of the delegation or the triggers. */
  readonly update: (session: Live.SessionUpdateConfig) => Promise<LiveAnswer>
  /** Says how far the speaker has played the stream, in ms since the start. */
  readonly played: (ms: number) => void
  /** Sends any event as it is. */
  readonly send: (event: Live.ClientEvent) => Promise<void>
  /** Ends the session in order, and says how it ended. It never rejects. */
  readonly close: () => Promise<LiveEnd>
  /** Resolves with how the session ended. It never rejects. */
  readonly ended: Promise<LiveEnd>
}

/**
 * Starts a session.
 *
 * @example
 * await using session = await connect({ key, session: { model: "gpt-live-1" } })
 */
export const connect = async (
  options: LivePromiseOptions &
    (
      | { readonly session: Live.SessionStartConfig }
      /** A transport whose offer goes through a server of yours, which chooses the settings. */
      | { readonly transport: Transport["Service"]; readonly session?: Live.SessionStartConfig }
    )
): Promise<LivePromiseSession> => {
  refuseArgument(connect, optionsProblem("connect", options, rules, "transport" in Object(options) ? [] : ["session"]))
  refuseArgument(connect, sessionProblem("connect", options.session) ?? keyProblem("connect", options))
  return await open(connect, Live.session(whereOf(options)), options)
}

/** Joins a running session as a sideband. It cannot send audio. */
export const attach = async (
  options: LivePromiseOptions & { readonly sessionId: string }
): Promise<LivePromiseSession> => {
  refuseArgument(attach, optionsProblem("attach", options, { ...rules, sessionId }, ["sessionId"]))
  refuseArgument(attach, keyProblem("attach", options))
  return await open(attach, Live.attach({ ...whereOf(options), sessionId: options.sessionId }), options)
}

/** Goes on from a stored session, open or lost. Rejects if it was not stored. */
export const fork = async (
  stored: Live.SessionResource | undefined,
  options: LivePromiseOptions & { readonly session?: Live.SessionStartConfig }
): Promise<LivePromiseSession> => {
  refuseArgument(fork, optionsProblem("fork", options, rules) ?? sessionProblem("fork", options.session))
  refuseArgument(fork, keyProblem("fork", options))
  const endpoint = Result.getOrThrowWith(forkOf(stored, whereOf(options)), (error) => graftStack(error, callOf(fork)))
  return await open(fork, endpoint, { ...options, session: options.session ?? {} })
}

const rules: Rules = {
  key: [isText, "the API key"],
  url: [(value) => /^(ws|http)s?:$/.test(URL.parse(String(value))?.protocol ?? ""), "a ws, wss, http or https address"],
  delegate: aFunction,
  tools: [isOptions, "{ tools: [ … ] }, made by defineTool of @antiphon/session/tools"],
  timeoutMs: ms,
  transport: [hasMethods("connect"), "what make() of a transport package gives"],
  session: [isOptions, 'settings, e.g. { model: "gpt-live-1" }']
}
const sessionId: Rule = [isText, "the id of a session, live_sess_…"]

const sessionProblem = (what: string, session: object | undefined): string | undefined =>
  session === undefined ? undefined : Live.settingsProblem({ what, option: "session" }, session)

const keyOf = ({ key }: LivePromiseOptions): string | undefined => key ?? environmentKey()

const whereOf = (options: LivePromiseOptions): Endpoint.EndpointOptions => {
  const key = keyOf(options)
  return {
    ...(key !== undefined && { credential: Redacted.make(key) }),
    ...(options.url !== undefined && { base: options.url })
  }
}

/** A server on this machine may need no key, and a transport may send the offer through a server that has one. */
const keyProblem = (what: string, options: LivePromiseOptions): string | undefined => {
  const address = URL.parse(options.url ?? "")
  const isLocal = address !== null && Endpoint.isLoopback(address)
  return keyOf(options) === undefined && options.transport === undefined && !isLocal
    ? `${what} has no key: pass key, or set OPENAI_API_KEY`
    : undefined
}

type Called = (...args: never) => unknown

/** Runs an effect. Its failure has the stack of the call of `called`, so that it begins at the caller's line. */
const traced = async <A, E>(called: Called, effect: Effect.Effect<A, E>): Promise<A> => {
  const call = callOf(called)
  try {
    return await Effect.runPromise(effect)
  } catch (error) {
    throw graftStack(error, call)
  }
}

const open = async (
  called: Called,
  endpoint: LiveEndpoint,
  {
    delegate,
    session,
    timeoutMs = 10_000,
    tools,
    transport = platformTransport()
  }: LivePromiseOptions & { readonly session?: Live.SessionStartConfig }
): Promise<LivePromiseSession> => {
  const scope = Scope.makeUnsafe()
  const opening = Effect.flatMap(transport.connect(withSettings(endpoint, { session, tools })), (connection) =>
    make(connection, {
      session,
      tools,
      commandTimeout: timeoutMs,
      delegate: delegate && ((work) => handled(delegate, work))
    })
  )
  const kept = Effect.onError(Scope.provide(opening, scope), () => Scope.close(scope, Exit.void))
  return faceOf(await traced(called, kept), scope)
}

const handled = (
  delegate: NonNullable<LivePromiseOptions["delegate"]>,
  { commentary, id, thinking, turns }: Parameters<NonNullable<Parameters<typeof make>[1]>["delegate"] & {}>[0]
) =>
  Effect.tryPromise({
    try: (signal) =>
      delegate({
        id,
        turns,
        signal,
        thinking: (text) => Effect.runPromise(thinking(text)),
        commentary: (text) => Effect.runPromise(commentary(text))
      }),
    catch: (cause) => ({ message: cause instanceof Error ? cause.message : String(cause) })
  })

const faceOf = (session: Session, scope: Scope.Closeable): LivePromiseSession => {
  const run = Effect.runPromise
  const ended = run(Effect.tap(session.ended, () => Effect.forkDetach(Scope.close(scope, Exit.void))))
  const close = () =>
    run(
      Effect.andThen(
        session.close,
        Effect.promise(() => ended)
      )
    )
  const said =
    (name: "instructions" | "thinking" | "commentary"): LivePromiseSession["commentary"] =>
    async (text, delegationId) => {
      if (!isText(text)) throwArgument(face[name], `${name} takes text, not ${kindOf(text)}`)
      return await traced(face[name], session[name](text, delegationId))
    }
  const needSamples = (called: (...args: never) => unknown, name: string, given: unknown): void => {
    if (!isInt16Array(given)) throwArgument(called, `${name} takes an Int16Array of PCM16, not ${kindOf(given)}`)
  }
  const face: LivePromiseSession = {
    get state() {
      return Effect.runSync(session.state)
    },
    events: () => Stream.toAsyncIterable(session.events),
    audio: () => Stream.toAsyncIterable(session.audio),
    sendAudio: async (samples) => {
      needSamples(face.sendAudio, "sendAudio", samples)
      await traced(face.sendAudio, session.sendAudio(samples))
    },
    instructions: said("instructions"),
    thinking: said("thinking"),
    commentary: said("commentary"),
    mute: () => traced(face.mute, session.mute),
    unmute: () => traced(face.unmute, session.unmute),
    playFixture: async (samples) => {
      needSamples(face.playFixture, "playFixture", samples)
      return await traced(face.playFixture, session.playFixture(samples))
    },
    update: async (change) => {
      if (!isOptions(change)) throwArgument(face.update, `update takes an object of settings, not ${kindOf(change)}`)
      refuseArgument(face.update, Live.settingsProblem({ what: "update" }, change, "session.update"))
      return await traced(face.update, session.update(change))
    },
    played: (positionMs) => {
      if (!isNumber(positionMs, 0)) throwArgument(face.played, `played takes a number of ms, not ${kindOf(positionMs)}`)
      Effect.runSync(session.played(positionMs))
    },
    send: async (event) => {
      const isEvent = isOptions(event) && isText(event["type"])
      if (!isEvent) throwArgument(face.send, `send takes an event with a type, not ${kindOf(event)}`)
      await traced(face.send, session.send(event))
    },
    close,
    ended,
    [asyncDispose]: async () => void (await close())
  }
  return face
}
