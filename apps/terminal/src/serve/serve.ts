/** `antiphon serve`: listeners, engine, recording and limits, joined until the process is told to stop. */
import {
  Beta,
  ClientEvent,
  type Connection,
  type Handshake,
  Open,
  ServerEvent,
  Translation,
  TransportError
} from "@antiphon/core"
import { Calls, Engine, serve as serveSession, serveBeta, type ServeOptions, serveTranslation } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { CliFailure } from "../CliFailure.ts"
import { type EngineName, engineNamed } from "./engines.ts"
import { httpServer, type HttpOptions } from "./httpServer.ts"
import { isAdmitted, keysOfEnvironment } from "./keys.ts"
import { recording } from "./recording.ts"
import { routesOf } from "./routes.ts"

export interface ServerOptions extends HttpOptions {
  readonly engine: EngineName
  readonly script: Option.Option<string>
  /** The pages that may connect. */
  readonly origins: ReadonlyArray<string>
  readonly speaksBeta: boolean
  readonly maxConnections: number
  readonly maxFrameBytes: number
  readonly maxSessionSeconds: number
  readonly maxAudioSeconds: number
  /** The folder that recordings go to. */
  readonly record: Option.Option<string>
  readonly seed: Option.Option<string>
}

const paths = ["/v1/realtime", "/v1/realtime/translations"]

type Closing = Pick<Connection<unknown, unknown>, "close">

type Hold<In, Out> = (
  connection: Connection<In, Out>,
  handshake: Handshake,
  options: ServeOptions
) => Effect.Effect<TransportError, never, Engine>

/** Serves until it is interrupted; then every connection ends with 1001. */
export const serve = Effect.fnUntraced(function* (
  options: ServerOptions
): Effect.fn.Return<void, CliFailure | TransportError, Scope.Scope> {
  const keys = yield* keysOfEnvironment
  const engine = yield* engineNamed(options.engine, options.script)
  const { address, server } = yield* httpServer(options, (_request, response) => {
    response.writeHead(404, { "content-type": "application/json" })
    response.end(JSON.stringify({ error: { type: "invalid_request_error", code: null, message: "no such path" } }))
  })
  const routes = routesOf(server, options.speaksBeta)
  const open = new Set<Closing>()
  let sessions = 0

  const admit = (handshake: Handshake): Effect.Effect<void, TransportError> => {
    if (!paths.includes(handshake.path)) return refused(404, `no such path; this server has ${paths.join(" and ")}`)
    if (open.size >= options.maxConnections) return refused(503, `${open.size} sessions are open, which is the limit`)
    return Effect.void
  }

  const session = <In extends object, Out extends object>(hold: Hold<In, Out>) =>
    Effect.fnUntraced(function* (connection: Connection<In, Out>, handshake: Handshake) {
      const number = ++sessions
      const began = yield* Clock.currentTimeMillis
      const { dialect, origin, path, peer, query } = handshake
      const known = { session: number, peer, path, model: query.model, intent: query.intent, call_id: query.call_id }
      const about = Effect.annotateLogs({ ...known, dialect, origin: Option.getOrUndefined(origin) })
      open.add(connection)
      yield* Effect.addFinalizer(() => Effect.sync(() => open.delete(connection)))
      yield* about(Effect.logInfo("session began"))
      const recorded = yield* recording(options.record, connection, handshake, number, address)
      const end = yield* hold(recorded, handshake, {
        limits: { sessionMs: options.maxSessionSeconds * 1000, uncommittedMs: options.maxAudioSeconds * 1000 },
        verifyKey: (key) => Effect.succeed(isAdmitted(keys, key)),
        ...(Option.isNone(options.seed) ? {} : { seed: `${options.seed.value}${number}` })
      })
      const seconds = ((yield* Clock.currentTimeMillis) - began) / 1000
      yield* Effect.annotateLogs(Effect.logInfo("session ended"), { session: number, seconds, why: end.message })
    })

  const settings = { admit, origins: options.origins, maxEventBytes: options.maxFrameBytes, closeTimeout: 2000 }
  const ga = yield* listen({
    ...settings,
    server: routes.conversation,
    vocabulary: { incoming: ClientEvent, outgoing: ServerEvent }
  })
  const beta = yield* listen({
    ...settings,
    server: routes.beta,
    vocabulary: { incoming: Beta.ClientEvent, outgoing: Beta.ServerEvent }
  })
  const translation = yield* listen({
    ...settings,
    server: routes.translation,
    vocabulary: { incoming: Translation.ClientEvent, outgoing: Translation.ServerEvent },
    admit: (handshake) => (isAdmitted(keys, handshake.key) ? admit(handshake) : refused(401, "this server wants a key"))
  })
  const listening = yield* Effect.all(
    [ga.run(session(serveSession)), beta.run(session(serveBeta)), translation.run(session(serveTranslation))],
    { concurrency: "unbounded" }
  ).pipe(Effect.provideService(Engine, engine), Effect.provide(Calls.layer), Effect.forkScoped)

  yield* Effect.addFinalizer(() => stop(open))
  const url = `${address}${paths[0]}`
  const about = Effect.annotateLogs({ url, engine: options.engine, keys: keys.length, origins: options.origins })
  yield* about(Effect.logInfo("listening"))
  yield* Fiber.join(listening)
})

const refused = (status: number, detail: string): Effect.Effect<never, TransportError> =>
  Effect.fail(new TransportError({ reason: new Open({ status, detail }) }))

const stop = Effect.fnUntraced(function* (open: ReadonlySet<Closing>) {
  yield* Effect.annotateLogs(Effect.logInfo("stopping"), { sessions: open.size })
  yield* Effect.forEach([...open], (connection) => connection.close(1001, "the server stops"), {
    concurrency: "unbounded",
    discard: true
  })
  yield* Effect.logInfo("stopped")
})
