import { ServerEvent, type TransportError, type UnknownEvent } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import { type Notice, responseFormat, type Session, type SessionError, type SessionOptions } from "@antiphon/session"
import { asyncDispose } from "@antiphon/core/boundary"
import { isBase64, notBase64 } from "../notBase64.ts"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { checkedMute, need } from "../boundary/checkOptions.ts"
import { traced, tracedSync } from "../boundary/traced.ts"
import { keepPath } from "./AudioPath.ts"
import type { Wire } from "./makeWire.ts"
import { makeLatency } from "./makeLatency.ts"
import { type Listeners, makeListeners, type SessionEvents } from "./makeListeners.ts"
import { fromTransport, type RealtimeError } from "../RealtimeError.ts"
import type { ResponseEnd } from "../responses/RealtimeResponse.ts"
import { makeCommands } from "./makeCommands.ts"
import type { RealtimeSession } from "./RealtimeSession.ts"
import { makeResponses } from "../responses/makeResponses.ts"
import { responseEnd } from "../responses/responseEnd.ts"
import { makeTranscripts } from "./makeTranscripts.ts"
import type { Background } from "../tools/makeBackground.ts"
import { withTools } from "../tools/toolsOf.ts"

/** How long the event that ends a response may lag behind the state. */
const lag = "1 second"

const names: ReadonlySet<string> = new Set(ServerEvent.types)
const isKnown = (event: ServerEvent | UnknownEvent): event is ServerEvent => names.has(event.type)

const eventNames = [...ServerEvent.types, "unknown", "reconnecting", "resumed", "notice", "latency"] as const

/** What a session is made of. */
export interface SessionParts<E> {
  readonly open: Effect.Effect<Session, E, Scope.Scope>
  /** Closed with the session. */
  readonly scope: Scope.Closeable
  readonly sessionOptions: SessionOptions
  readonly wire: Wire
  readonly background: Background
  readonly isReconnecting: boolean
  /** Sent before the session is returned. */
  readonly first: SessionRequest | undefined
}

/** Opens the session and returns it as promises. */
export const makeSession = Effect.fnUntraced(function* <E>(
  parts: SessionParts<E>
): Effect.fn.Return<RealtimeSession, E | SessionError> {
  const { background, first, isReconnecting, open, scope, sessionOptions, wire } = parts
  const session = yield* Scope.provide(open, scope)
  const configure = (request: SessionRequest) => session.configure(withTools(request, sessionOptions))
  const listeners = makeListeners<SessionEvents>(eventNames)
  const closed = Promise.withResolvers<RealtimeError>()
  const state = () => Effect.runSync(session.state)

  let isClosedHere = false
  const endOf = (responseId: string): ResponseEnd => {
    const known = state().responses.get(responseId)
    return responseEnd(known?.status ?? "failed", known?.response, isClosedHere)
  }

  const responses = makeResponses({
    formatOf: (id) => responseFormat(state(), id),
    endOf,
    shownOf: (id) => state().responses.get(id)?.response,
    opened: makeFollow(session, scope, (id) => responses.end(id))
  })
  const transcripts = makeTranscripts(state)

  const finish = (error: TransportError): void => {
    const why = fromTransport(error)
    isClosedHere = why.detail.close?.by === "local"
    const last = isClosedHere ? undefined : why
    responses.close(last)
    transcripts.close(last)
    closed.resolve(why)
    void Effect.runPromise(Scope.close(scope, Exit.void))
  }

  const receive = (event: ServerEvent | UnknownEvent): void => {
    if (event.type === "response.output_audio.delta" && "delta" in event && !isBase64(String(event.delta))) {
      listeners.dispatch("notice", { _tag: "Malformed", error: notBase64(event) })
    } else responses.receive(event)
    transcripts.receive(event)
    listeners.dispatch(isKnown(event) ? event.type : "unknown", event)
  }

  yield* session.events.pipe(
    Stream.runForEachArray((events) =>
      Effect.sync(() => {
        events.forEach(receive)
      })
    ),
    Effect.catch((error) => Effect.sync(() => finish(error))),
    Effect.forkIn(scope, { startImmediately: true })
  )

  const notify = makeNotify(listeners.dispatch)
  yield* session
    .changesOf(({ notices }) => notices)
    .pipe(
      Stream.runForEach((notices) => Effect.sync(() => notify(notices))),
      Effect.forkIn(scope)
    )

  const speaker = () => (wire.audio.isCall() ? undefined : sessionOptions.speaker)
  const isOver = () => scope.state._tag === "Closed"
  wire.onEvent(makeLatency(speaker, isOver, (latency) => listeners.dispatch("latency", latency)))
  wire.onAttempt((attempt) => listeners.dispatch("reconnecting", { attempt }))
  yield* background.attach(session, scope)
  if (first !== undefined) yield* configure(first)

  const close = async (): Promise<void> => {
    await Effect.runPromise(session.close)
    await closed.promise
  }

  const made: RealtimeSession = {
    get state() {
      return state()
    },
    get usage() {
      return state().usage
    },
    get callId() {
      return wire.callId()
    },
    responses: responses.all,
    transcripts: transcripts.all,
    closed: closed.promise,
    on: listeners.on,
    onEvent: tracedSync(wire.onEvent),
    ...makeCommands({ session, configure, responseOf: responses.of }),
    mute: traced(async (isMuted = true) => wire.audio.mute(checkedMute(isMuted))),
    get isMuted() {
      return wire.audio.isMuted()
    },
    reconnectNow: makeReconnectNow(isReconnecting, session.reconnect, listeners.on, closed.promise),
    close,
    [asyncDispose]: close
  }
  keepPath(made, wire.audio)
  return made
})

/**
 * Follows responses to their ends. A malformed `response.done`, and that of a withdrawn response, is not an event. The state still
 * ends the response.
 */
const makeFollow =
  (session: Session, scope: Scope.Scope, end: (responseId: string) => void) =>
  (responseId: string): (() => void) => {
    const over = Effect.andThen(session.responseEnd(responseId), Effect.sleep(lag))
    const fiber = Effect.runSync(
      Effect.forkIn(
        Effect.map(over, () => end(responseId)),
        scope
      )
    )
    return () => fiber.interruptUnsafe()
  }

/** Reports each notice of the state once. */
const makeNotify = (dispatch: Listeners<SessionEvents>["dispatch"]): ((notices: ReadonlyArray<Notice>) => void) => {
  const shown = new WeakSet<Notice>()
  return (notices) => {
    for (const notice of notices) {
      if (shown.has(notice)) continue
      shown.add(notice)
      dispatch("notice", notice)
      if (notice._tag === "Resumed") dispatch("resumed", { lost: notice.lost })
    }
  }
}

/** Resolves once the conversation is on another connection. */
const makeReconnectNow = (
  isReconnecting: boolean,
  reconnect: Session["reconnect"],
  on: RealtimeSession["on"],
  closed: Promise<RealtimeError>
): RealtimeSession["reconnectNow"] =>
  traced(async () => {
    need(isReconnecting, "this session does not reconnect: leave reconnect: false and callId out of connect")
    const resumed = Promise.withResolvers<void>()
    const unsubscribe = on("resumed", () => resumed.resolve())
    void closed.then(resumed.reject)
    Effect.runSync(reconnect)
    await resumed.promise.finally(unsubscribe)
  })
