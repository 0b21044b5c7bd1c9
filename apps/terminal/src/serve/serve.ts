/** Runs `antiphon serve`. Joins gate, listeners, engine and recordings until the process is stopped. */
import { Beta, type Handshake, Translation, TransportError } from "@antiphon/core"
import * as Live from "@antiphon/core/live"
import { type Double, makeDoubleOf } from "@antiphon/providers/double"
import {
  type AnswerCall,
  type Gate,
  Keys,
  makeCallsHandler,
  makeGate,
  makeLiveHandler,
  makeHandler,
  type RunningCalls
} from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stdio from "effect/Stdio"
import type { CliFailure } from "../CliFailure.ts"
import { answerCalls, type Answers } from "./answerCalls.ts"
import { listenForConversations } from "./conversations.ts"
import { engineNamed } from "./engines.ts"
import { makeHolds } from "./holds.ts"
import { httpServer, identityOf } from "./httpServer.ts"
import { keysOfEnvironment } from "./keys.ts"
import { mount } from "./mount.ts"
import { isLoopback, mayConnect, type Pages, readPages } from "./origins.ts"
import { makeRecorder } from "./recording.ts"
import { makeRefusals, type Refusals, refusedHandshake } from "./refusals.ts"
import { takes } from "./routes.ts"
import { listenForPhones, webhookOf } from "./phoneCalls.ts"
import type { ServerOptions } from "./ServerOptions.ts"
import { makeSessions } from "./sessions.ts"
import { type Listener, whatNext } from "./whatNext.ts"

/** Serves until it is interrupted. Every connection then ends with 1001. */
export const serve = Effect.fnUntraced(function* (
  options: ServerOptions
): Effect.fn.Return<void, CliFailure | TransportError, Scope.Scope | Keys | RunningCalls | Stdio.Stdio> {
  const pages = yield* readPages(options.origins)
  // Mistakes in the options are reported before a voice is loaded.
  const identity = yield* identityOf(options)
  const announce = yield* webhookOf(options)
  const engine = yield* engineNamed(options.engine, options.script)
  const answer = yield* Effect.result(answerCalls(options.host, options.maxFrameBytes))
  const { address, server } = yield* httpServer(options, identity)
  const recorder = yield* makeRecorder(options.record, address)
  const refusals = makeRefusals()
  const gate = yield* makeGate({ maxConnections: options.maxConnections })
  const sessions = makeSessions(options, { engine, gate, recorder, refusals })
  const holds = makeHolds(options.faults)

  const hold = sessions.handler(holds.conversation)
  const phone = yield* listenForPhones(options, announce, { gate, hold })
  const calls =
    Result.isFailure(answer) && phone === undefined
      ? undefined
      : yield* makeCallsHandler({ answer: conversationOf(answer), gate, hold, ...(phone && { phone }) })
  const live = Result.isFailure(answer)
    ? undefined
    : yield* makeLiveHandler({
        answer: answer.success.live,
        gate,
        hold: sessions.handler(holds.live),
        sessions: holds.lives
      })
  const keysHere = yield* Keys
  const run = Effect.runForkWith(yield* Effect.context<never>())
  server.on(
    "request",
    mount({
      handlerFor: (origin) => {
        const origins = origin !== undefined && mayConnect(pages, origin) ? [origin] : []
        const handler = makeHandler({ origins, ...(calls && { calls }), ...(live && { live }) })
        return Effect.provideService(handler, Keys, keysHere)
      },
      refusals,
      run
    })
  )
  const double = Option.getOrUndefined(Option.map(options.as, makeDoubleOf))
  const settings = {
    ...listening({ gate, pages, refusals, double }),
    server,
    maxEventBytes: options.maxFrameBytes,
    closeTimeout: 2000
  }
  const speaksBeta = options.speaksBeta && double === undefined
  const conversations = yield* listenForConversations(settings, { double, speaksBeta }, hold)
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
  const lives = yield* listen({
    ...settings,
    takes: takes("live", speaksBeta),
    vocabulary: { incoming: Live.ClientEvent, outgoing: Live.ServerEvent }
  })
  const running = yield* Effect.all(
    [
      conversations,
      betas.run(sessions.handler(holds.beta)),
      translations.run(sessions.handler(holds.translation)),
      lives.run(sessions.handler(holds.live))
    ],
    { concurrency: "unbounded" }
  ).pipe(Effect.forkScoped)

  yield* Effect.addFinalizer(() => sessions.stop)
  const keys = (yield* keysOfEnvironment).length
  const about = { engine: options.engine, calls: Result.isSuccess(answer), keys, origins: options.origins }
  yield* Effect.annotateLogs(Effect.logInfo("listening"), { url: `${address}/v1/realtime`, ...about })
  if (Result.isFailure(answer)) yield* Effect.logWarning(`calls over WebRTC are off: ${answer.failure.message}`)
  if (keys === 0 && !isLoopback(options.host)) {
    yield* Effect.logWarning(
      "Everyone who reaches this address is admitted. Set ANTIPHON_KEYS to admit only the keys in it."
    )
  }
  yield* explain({ address, keys, certificate: identity?.made })
  yield* Fiber.join(running)
})

/** Logs the certificate, which clients must trust, and says on a terminal what to run next. The log goes on on stdout. */
const explain = Effect.fnUntraced(function* (listener: Listener): Effect.fn.Return<void, never, Stdio.Stdio> {
  const { certificate } = listener
  if (certificate !== undefined) {
    const { fingerprint, path } = certificate
    yield* Effect.annotateLogs(Effect.logInfo("made a certificate"), { path, fingerprint })
  }
  const { stdoutIsTerminal } = yield* Stdio.Stdio
  if (yield* stdoutIsTerminal) yield* Console.error(whatNext(listener).join("\n"))
})

/** How calls over WebRTC are answered. Without its library each of them fails with the reason. */
const conversationOf = (answer: Result.Result<Answers, TransportError>): AnswerCall =>
  Result.isFailure(answer) ? () => Effect.fail(answer.failure) : answer.success.conversation

/** What decides on a handshake. */
interface Door {
  readonly gate: Gate
  readonly pages: Pages
  readonly refusals: Refusals
  /** The provider to speak like, if any. */
  readonly double: Double | undefined
}

/** How the listeners of all vocabularies admit. Pages of other sites are refused before the gate. */
const listening = ({ double, gate, pages, refusals }: Door) => ({
  admit: (offered: Handshake) => {
    const handshake = double === undefined ? offered : double.handshake(offered)
    return Option.match(offered.origin, {
      onNone: () => gate.admit(handshake),
      onSome: (origin) => (mayConnect(pages, origin) ? gate.admit(handshake) : Effect.fail(foreignPage(origin)))
    })
  },
  onRefused: (handshake: Handshake, error: TransportError) => refusals(refusedHandshake(handshake, error))
})

/** The refusal of a page that may not connect. */
const foreignPage = (origin: string): TransportError =>
  TransportError.unauthorized({ status: 403, detail: `pages of ${origin} may not connect` })
