/** Runs `antiphon serve`. Joins gate, listeners, engine and recordings until the process is stopped. */
import {
  Beta,
  type ClientEvent,
  type Connection,
  type Handshake,
  type ServerEvent,
  Translation,
  TransportError,
  Unauthorized
} from "@antiphon/core"
import type { ErrorEvent } from "@antiphon/core/events"
import { type DoubleName, makeDoubleOf } from "@antiphon/providers/double"
import {
  type Admission,
  ByteBudget,
  type RunningCalls,
  Engine,
  Keys,
  makeByteBudget,
  makeCallsHandler,
  makeGate,
  makeHandler,
  serve as serveSession,
  serveBeta,
  type ServeOptions,
  serveTranslation,
  withFaults
} from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { randomUUID } from "node:crypto"
import { getHeapStatistics } from "node:v8"
import type { CliFailure } from "../CliFailure.ts"
import { answerCalls } from "./answerCalls.ts"
import { listenForConversations } from "./conversations.ts"
import { type EngineName, engineNamed } from "./engines.ts"
import type { Chances } from "./faults.ts"
import { httpServer, type HttpOptions } from "./httpServer.ts"
import { keysOfEnvironment } from "./keys.ts"
import { mount } from "./mount.ts"
import { isLoopback, mayConnect, readPages } from "./origins.ts"
import { makeRecorder } from "./recording.ts"
import { makeRefusals, refusedHandshake } from "./refusals.ts"
import { takes } from "./routes.ts"

/** The flags of `antiphon serve`, read. */
export interface ServerOptions extends HttpOptions {
  readonly engine: EngineName
  readonly script: Option.Option<string>
  /** The pages that may connect. */
  readonly origins: ReadonlyArray<string>
  /** The provider to speak like. */
  readonly as: Option.Option<DoubleName>
  readonly speaksBeta: boolean
  readonly maxConnections: number
  readonly maxFrameBytes: number
  readonly maxSessionSeconds: number
  readonly maxAudioSeconds: number
  /** The folder for recordings. */
  readonly record: Option.Option<string>
  readonly seed: Option.Option<string>
  /** The faults to inject into every kind of session. */
  readonly faults: Chances | undefined
}

/** Holds a session of one vocabulary until it ends. */
type Hold<In, Out> = (
  connection: Connection<In, Out | ErrorEvent>,
  admission: Admission,
  own: Required<Pick<ServeOptions, "seed" | "limits">>
) => Effect.Effect<TransportError, never, Engine>

/** An event of any vocabulary. */
interface Event {
  readonly type: string
  readonly event_id?: string | null
}

/** A connection that can be closed. */
type Closing = Pick<Connection<unknown, unknown>, "close">

/** Serves until it is interrupted. Every connection then ends with 1001. */
export const serve = Effect.fnUntraced(function* (
  options: ServerOptions
): Effect.fn.Return<void, CliFailure | TransportError, Scope.Scope | Keys | RunningCalls> {
  const pages = yield* readPages(options.origins)
  const engine = yield* engineNamed(options.engine, options.script)
  const answer = yield* Effect.result(answerCalls(options.host, options.maxFrameBytes))
  const { address, server } = yield* httpServer(options)
  const recorder = yield* makeRecorder(options.record, address)
  const refusals = makeRefusals()
  const gate = yield* makeGate({ maxConnections: options.maxConnections })
  const open = new Set<Closing>()
  let sessions = 0
  // All sessions together hold at most a quarter of the heap, whatever each may hold alone.
  const budget = makeByteBudget(Math.floor(getHeapStatistics().heap_size_limit / 4))

  const session = <In extends object, Out extends object>(hold: Hold<In, Out>) =>
    Effect.fnUntraced(function* (connection: Connection<In, Out | ErrorEvent>, offered: Handshake) {
      const admission = yield* Effect.tapError(gate.enter(connection, offered), (error) =>
        refusals(refusedHandshake(offered, error))
      )
      const { handshake } = admission
      const number = ++sessions
      const began = yield* Clock.currentTimeMillis
      const ended = Effect.gen(function* () {
        open.delete(connection)
        const { message } = yield* connection.ended
        const seconds = ((yield* Clock.currentTimeMillis) - began) / 1000
        yield* Effect.annotateLogs(Effect.logInfo("session ended"), { session: number, seconds, why: message })
      })
      yield* Effect.acquireRelease(
        Effect.sync(() => open.add(connection)),
        () => ended
      )
      const call = Option.match(connection.callId, { onNone: () => ({}), onSome: (call_id) => ({ call_id }) })
      yield* Effect.annotateLogs(Effect.logInfo("session began"), { session: number, ...logged(handshake), ...call })
      const recorded = yield* recorder(connection, handshake, number)
      yield* hold(recorded, admission, {
        limits: { sessionMs: options.maxSessionSeconds * 1000, uncommittedMs: options.maxAudioSeconds * 1000 },
        seed: Option.match(options.seed, { onNone: () => randomUUID(), onSome: (seed) => `${seed}${number}` })
      }).pipe(Effect.provideService(Engine, engine), Effect.provideService(ByteBudget, budget))
    })

  const faulty = <In extends Event, Out extends Event>(connection: Connection<In, Out | ErrorEvent>, seed: string) =>
    options.faults === undefined ? connection : withFaults(connection, { seed, chances: options.faults })

  const conversation: Hold<ClientEvent, ServerEvent> = (connection, { handshake, session: settled }, own) =>
    serveSession(faulty(connection, own.seed), handshake, { ...own, session: settled })
  const beta: Hold<Beta.ClientEvent, Beta.ServerEvent> = (connection, { handshake, session: settled }, own) =>
    serveBeta(faulty(connection, own.seed), handshake, { ...own, session: settled })
  const translation: Hold<Translation.ClientEvent, Translation.ServerEvent> = (connection, admission, own) =>
    serveTranslation(faulty(connection, own.seed), admission.handshake, { ...own, session: admission.translation })

  const calls = Result.isFailure(answer)
    ? undefined
    : yield* makeCallsHandler({ answer: answer.success, gate, hold: session(conversation) })
  const keysHere = yield* Keys
  const run = Effect.runForkWith(yield* Effect.context<never>())
  server.on(
    "request",
    mount({
      handlerFor: (origin) => {
        const origins = origin !== undefined && mayConnect(pages, origin) ? [origin] : []
        return Effect.provideService(
          makeHandler({ origins, ...(calls === undefined ? {} : { calls }) }),
          Keys,
          keysHere
        )
      },
      refusals,
      run
    })
  )
  const double = Option.getOrUndefined(Option.map(options.as, makeDoubleOf))
  const settings = {
    server,
    admit: (offered: Handshake) => {
      const handshake = double === undefined ? offered : double.handshake(offered)
      return Option.match(offered.origin, {
        onNone: () => gate.admit(handshake),
        onSome: (origin) => (mayConnect(pages, origin) ? gate.admit(handshake) : Effect.fail(foreignPage(origin)))
      })
    },
    onRefused: (handshake: Handshake, error: TransportError) => refusals(refusedHandshake(handshake, error)),
    maxEventBytes: options.maxFrameBytes,
    closeTimeout: 2000
  }
  const speaksBeta = options.speaksBeta && double === undefined
  const conversations = yield* listenForConversations(settings, { double, speaksBeta }, session(conversation))
  const betas = yield* listen({
    ...settings,
    takes: takes("beta", speaksBeta),
    vocabulary: { incoming: Beta.ClientEvent, outgoing: Beta.ServerEvent }
  })
  const translations = yield* listen({
    ...settings,
    takes: takes("translation", speaksBeta),
    vocabulary: { incoming: Translation.ClientEvent, outgoing: Translation.ServerEvent }
  })
  const running = yield* Effect.all([conversations, betas.run(session(beta)), translations.run(session(translation))], {
    concurrency: "unbounded"
  }).pipe(Effect.forkScoped)

  yield* Effect.addFinalizer(() => stop(open))
  const keys = (yield* keysOfEnvironment).length
  const about = {
    url: `${address}/v1/realtime`,
    engine: options.engine,
    calls: calls !== undefined,
    keys,
    origins: options.origins
  }
  yield* Effect.annotateLogs(Effect.logInfo("listening"), about)
  if (Result.isFailure(answer)) yield* Effect.logWarning(`calls over WebRTC are off: ${answer.failure.message}`)
  if (keys === 0 && !isLoopback(options.host)) {
    yield* Effect.logWarning("everyone who reaches this address is admitted: set ANTIPHON_KEYS")
  }
  yield* Fiber.join(running)
})

/** The refusal of a page that may not connect. */
const foreignPage = (origin: string): TransportError =>
  new TransportError({ reason: new Unauthorized({ status: 403, detail: `pages of ${origin} may not connect` }) })

/** The loggable part of a handshake. It has no key, and only the parameters that the protocol knows. */
const logged = ({ dialect, origin, path, peer, query }: Handshake) => ({
  peer,
  path,
  model: query.model,
  intent: query.intent,
  call_id: query.call_id,
  dialect,
  origin: Option.getOrUndefined(origin)
})

/** Closes every open connection. */
const stop = Effect.fnUntraced(function* (open: ReadonlySet<Closing>) {
  yield* Effect.annotateLogs(Effect.logInfo("stopping"), { sessions: open.size })
  yield* Effect.forEach([...open], (connection) => connection.close(1001, "the server stops"), {
    concurrency: "unbounded",
    discard: true
  })
  yield* Effect.logInfo("stopped")
})
