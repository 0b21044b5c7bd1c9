import { ServerEvent, type TransportError, type UnknownEvent } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import type { Notice, Session, SessionError, SessionOptions, SessionState } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { makeListeners, type SessionEvents } from "./makeListeners.ts"
import { fromSession, fromTransport, type RealtimeError } from "../RealtimeError.ts"
import type { ResponseEnd } from "../responses/RealtimeResponse.ts"
import type { CommandOptions, RealtimeSession } from "./RealtimeSession.ts"
import { makeResponses } from "../responses/makeResponses.ts"
import { isObject, isText, kindOf, need } from "../boundary/checkOptions.ts"
import { run, signalOf } from "../boundary/run.ts"
import { samplesOf } from "../boundary/samplesOf.ts"
import { traced } from "../boundary/traced.ts"
import { withTools } from "../tools/withTools.ts"

/** How long the event that ends a response may lag behind the state that says it ended. */
const lag = "1 second"

const names: ReadonlySet<string> = new Set(ServerEvent.types)
const isKnown = (event: ServerEvent | UnknownEvent): event is ServerEvent => names.has(event.type)

const eventNames = [...ServerEvent.types, "unknown", "resumed", "notice"] as const

/** Runs what the session makes, once the arguments were checked. */
const command = <A>(make: () => Effect.Effect<A, SessionError>, options?: CommandOptions): Promise<A> =>
  run(Effect.mapError(Effect.suspend(make), fromSession), signalOf(options))

const needText = (what: string, text: unknown, wanted: string): void =>
  need(typeof text === "string", `${what} takes ${wanted}, not ${kindOf(text)}`)

const needId = (what: string, id: unknown): void =>
  need(isText(id), `${what} takes the id of an item, not ${kindOf(id)}`)

const needTyped = (what: string, value: unknown, wanted: string): void =>
  need(
    isObject(value) && isText(value["type"]),
    `${what} takes ${wanted}, not ${isObject(value) ? "one without a type" : kindOf(value)}`
  )

/** The session as promises, once it is open; `scope` is closed with it. */
export const makeSession = Effect.fnUntraced(function* <E>(
  open: Effect.Effect<Session, E, Scope.Scope>,
  scope: Scope.Closeable,
  sessionOptions: SessionOptions
): Effect.fn.Return<RealtimeSession, E | SessionError> {
  const session = yield* Scope.provide(open, scope)
  const configure = (request: SessionRequest) => session.configure(withTools(request, sessionOptions))
  const listeners = makeListeners<SessionEvents>(eventNames)
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
      if (told.has(notice)) continue
      told.add(notice)
      listeners.tell("notice", notice)
      if (notice._tag === "Resumed") listeners.tell("resumed", { lost: notice.lost })
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
    sendText: traced(async (text, options) => {
      needText("sendText", text, "text")
      const { itemId, responseId } = await command(() => session.sendText(text), options)
      return { itemId, response: responses.of(responseId) }
    }),
    sendAudio: traced(async (given, options) => {
      const samples = samplesOf(given)
      await command(() => session.sendAudio(samples), options)
    }),
    clearInput: traced((options) => command(() => session.clearInput, options)),
    commit: traced((options) => command(() => session.commit, options)),
    createResponse: traced(async (params, options) => {
      need(params === undefined || isObject(params), `createResponse takes an object, not ${kindOf(params)}`)
      return responses.of(await command(() => session.createResponse(params), options))
    }),
    interrupt: traced(() => command(() => session.interrupt)),
    configure: traced(async (request, options) => {
      needTyped("configure", request, 'a session with a type, e.g. { type: "realtime" }')
      return await command(() => configure(request), options)
    }),
    addItem: traced(async (item, options) => {
      needTyped("addItem", item, 'an item with a type, e.g. { type: "message" }')
      return await command(() => session.addItem(item, options?.after), options)
    }),
    deleteItem: traced(async (itemId, options) => {
      needId("deleteItem", itemId)
      await command(() => session.deleteItem(itemId), options)
    }),
    retrieveItem: traced(async (itemId, options) => {
      needId("retrieveItem", itemId)
      return await command(() => session.retrieveItem(itemId), options)
    }),
    close,
    [Symbol.asyncDispose]: close
  }
})
