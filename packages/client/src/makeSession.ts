import type { ClientEvent, Connection, ServerEvent, TransportError } from "@antiphon/core"
import { Session, type SessionError, type SessionOptions } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { makeListeners } from "./listeners.ts"
import { fromSession, fromTransport, type RealtimeError } from "./RealtimeError.ts"
import type { ResponseEnd } from "./RealtimeResponse.ts"
import type { RealtimeSession } from "./RealtimeSession.ts"
import { makeResponses } from "./responses.ts"

/** How long the event that ends a response may lag behind the state that says it ended. */
const lag = "1 second"

const run = <A>(effect: Effect.Effect<A, SessionError>): Promise<A> =>
  Effect.runPromise(Effect.mapError(effect, fromSession))

/** The session over an open connection; `scope` is closed with it. */
export const makeSession = Effect.fnUntraced(function* (
  connection: Connection<ServerEvent, ClientEvent>,
  scope: Scope.Closeable,
  options: SessionOptions
): Effect.fn.Return<RealtimeSession, SessionError> {
  const session = yield* Scope.provide(Session.make(connection, options), scope)
  const listeners = makeListeners()
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
          listeners.tell(event)
        }
      })
    ),
    Effect.catch((error) => Effect.sync(() => finish(error))),
    Effect.forkIn(scope, { startImmediately: true })
  )

  const close = async (): Promise<void> => {
    await Effect.runPromise(connection.close())
    await closed.promise
  }

  return {
    get state() {
      return state()
    },
    responses: responses.all,
    closed: closed.promise,
    on: listeners.on,
    sendText: async (text) => {
      const { itemId, responseId } = await run(session.sendText(text))
      return { itemId, response: responses.of(responseId) }
    },
    sendAudio: (samples) => run(session.sendAudio(samples)),
    commit: () => run(session.commit),
    createResponse: async (params) => responses.of(await run(session.createResponse(params))),
    interrupt: () => run(session.interrupt),
    configure: (request) => run(session.configure(request)),
    addItem: (item, after) => run(session.addItem(item, after)),
    deleteItem: (itemId) => run(session.deleteItem(itemId)),
    retrieveItem: (itemId) => run(session.retrieveItem(itemId)),
    close,
    [Symbol.asyncDispose]: close
  }
})
