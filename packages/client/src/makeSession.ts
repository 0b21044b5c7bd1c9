import { ServerEvent, type SessionRequest, type TransportError, type UnknownEvent } from "@antiphon/core"
import type { Notice, Session, SessionError, SessionOptions, SessionState } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { makeListeners, type SessionEvents } from "./listeners.ts"
import { fromSession, fromTransport, type RealtimeError } from "./RealtimeError.ts"
import type { ResponseEnd } from "./RealtimeResponse.ts"
import type { CommandOptions, RealtimeSession } from "./RealtimeSession.ts"
import { makeResponses } from "./responses.ts"
import { run } from "./run.ts"
import { withTools } from "./withTools.ts"

/** How long the event that ends a response may lag behind the state that says it ended. */
const lag = "1 second"

const names: ReadonlySet<string> = new Set(ServerEvent.types)
const isKnown = (event: ServerEvent | UnknownEvent): event is ServerEvent => names.has(event.type)

const command = <A>(effect: Effect.Effect<A, SessionError>, options?: CommandOptions): Promise<A> =>
  run(Effect.mapError(effect, fromSession), options?.signal)

/** The session as promises, once it is open; `scope` is closed with it. */
export const makeSession = Effect.fnUntraced(function* <E>(
  open: Effect.Effect<Session, E, Scope.Scope>,
  scope: Scope.Closeable,
  sessionOptions: SessionOptions
): Effect.fn.Return<RealtimeSession, E | SessionError> {
  const session = yield* Scope.provide(open, scope)
  const configure = (request: SessionRequest) => session.configure(withTools(request, sessionOptions))
  const listeners = makeListeners<SessionEvents>()
  const closed = Promise.withResolvers<RealtimeError>()
  const state = () => Effect.runSync(session.state)

  const endOf = (responseId: string): ResponseEnd => {
    const known = state().responses.get(responseId)
    return { status: known?.status ?? "failed", response: known?.response }
  }

  // A `response.done` of the wrong shape, or of a response taken back, is no event; the state knows of it.
  const follow = (responseId: string): void => {
    const end = Effect.sync(() => responses.end(responseId))
    Effect.runFork(Effect.forkIn(Effect.andThen(session.responseEnd(responseId), Effect.delay(end, lag)), scope))
  }

  const responses = makeResponses({ session: () => state().session, endOf, opened: follow })

  const finish = (error: TransportError): void => {
    const why = fromTransport(error)
    responses.close(why.detail.close?.by === "local" ? undefined : why)
    closed.resolve(why)
    void Effect.runPromise(Scope.close(scope, Exit.void))
  }

  yield* session.events.pipe(
    Stream.runForEachArray((events) =>
      Effect.sync(() => {
        for (const event of events) {
          responses.receive(event)
          listeners.tell(isKnown(event) ? event.type : "unknown", event)
        }
      })
    ),
    Effect.catch((error) => Effect.sync(() => finish(error))),
    Effect.forkIn(scope, { startImmediately: true })
  )

  const told = new WeakSet<Notice>()
  let notices: ReadonlyArray<Notice> = []
  const notify = (now: SessionState): void => {
    if (now.notices === notices) return
    notices = now.notices
    for (const notice of notices) {
      if (notice._tag !== "Resumed" || told.has(notice)) continue
      told.add(notice)
      listeners.tell("resumed", { lost: notice.lost })
    }
  }
  yield* session.changes.pipe(
    Stream.runForEach((now) => Effect.sync(() => notify(now))),
    Effect.forkIn(scope)
  )

  if (sessionOptions.tools !== undefined) yield* configure({ type: "realtime", tools: [] })

  const close = async (): Promise<void> => {
    await Effect.runPromise(session.close)
    await closed.promise
  }

  return {
    get state() {
      return state()
    },
    get usage() {
      return state().usage
    },
    responses: responses.all,
    closed: closed.promise,
    on: listeners.on,
    sendText: async (text, options) => {
      const { itemId, responseId } = await command(session.sendText(text), options)
      return { itemId, response: responses.of(responseId) }
    },
    sendAudio: (samples, options) => command(session.sendAudio(samples), options),
    clearInput: (options) => command(session.clearInput, options),
    commit: (options) => command(session.commit, options),
    createResponse: async (params, options) => responses.of(await command(session.createResponse(params), options)),
    interrupt: () => command(session.interrupt),
    configure: (request, options) => command(configure(request), options),
    addItem: (item, options) => command(session.addItem(item, options?.after), options),
    deleteItem: (itemId, options) => command(session.deleteItem(itemId), options),
    retrieveItem: (itemId, options) => command(session.retrieveItem(itemId), options),
    close,
    [Symbol.asyncDispose]: close
  }
})
