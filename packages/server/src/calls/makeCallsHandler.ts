/**
 * Calls over HTTP. An offer opens a call, and a hangup ends it (protocol section 0). A call ends with its connection,
 * its session or the scope of the handler, whichever is first.
 */
import { type ClientEvent, type Connection, type Handshake, type ServerEvent, TransportError } from "@antiphon/core"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { AnswerCall } from "./AnswerCall.ts"
import { RunningCalls } from "../session/RunningCalls.ts"
import { authorize, keyOf } from "../http/authorize.ts"
import { readOffer } from "./callOffer.ts"
import { canonicalPath } from "../http/canonical.ts"
import {
  forbidden,
  HttpRefusal,
  internalError,
  invalidOffer,
  notFound,
  slowCall,
  toResponse,
  wrongMethod
} from "../http/HttpRefusal.ts"
import { Keys, randomHex } from "../http/Keys.ts"
import type { Gate } from "../http/makeGate.ts"
import type { Handler } from "../http/Handler.ts"

/** Options of {@link makeCallsHandler}. */
export interface CallsHandlerOptions<E, R> {
  /** Sets calls up. Usually the `accept` of an adapter. */
  readonly answer: AnswerCall
  /** Decides who may call, and counts calls among the connections. */
  readonly gate: Gate
  /**
   * Holds the session of a call, as for any connection of a listener. Usually `gate.enter`, then `serve`. The call ends
   * when this ends.
   */
  readonly hold: (
    connection: Connection<ClientEvent, ServerEvent>,
    handshake: Handshake
  ) => Effect.Effect<unknown, E, R | Scope.Scope>
  /** Bytes that a form may have. Defaults to 1 MiB. */
  readonly maxBodyBytes?: number
}

/** The deadline of an answer, from the request on. */
const answerDeadline = "15 seconds"
/** How long the peer has after the answer to open its data channel. */
const openTimeout = Duration.seconds(30)

/** The paths of calls, with the call id and the action. */
const path = /^\/v1\/realtime\/calls(?:\/([^/]+)\/([^/]+))?$/

/**
 * Serves `POST /v1/realtime/calls` and `POST /v1/realtime/calls/{id}/hangup`, for `makeHandler` to mount. Calls run in the
 * scope in which the handler is made, and outlive their requests. `accept`, `reject` and `refer` belong to SIP, which is
 * not served.
 */
export const makeCallsHandler = Effect.fnUntraced(function* <E, R>({
  answer,
  gate,
  hold,
  maxBodyBytes = 1024 * 1024
}: CallsHandlerOptions<E, R>): Effect.fn.Return<
  Handler,
  never,
  Keys | RunningCalls | Scope.Scope | Exclude<R, Scope.Scope>
> {
  const keys = yield* Keys
  const calls = yield* RunningCalls
  const context = yield* Effect.context<Exclude<R, Scope.Scope>>()
  const open = yield* FiberMap.make<string>()

  const call = Effect.fnUntraced(function* (
    callId: string,
    request: Request,
    answered: Deferred.Deferred<string, HttpRefusal>
  ) {
    const handshake = handshakeOf(request)
    const offer = yield* gate.admitCall(handshake, readOffer(request, maxBodyBytes))
    const { connection: opened, sdp } = yield* Effect.tapError(answer(offer.sdp, { callId }), warn)
    yield* Deferred.succeed(answered, sdp)
    const connection = yield* Effect.timeoutOrElse(opened, {
      duration: openTimeout,
      orElse: () => Effect.fail(neverOpened)
    })
    yield* hold({ ...connection, callId: Option.some(callId) }, handshake).pipe(
      Effect.onError((cause) =>
        Cause.hasInterruptsOnly(cause) ? Effect.void : connection.close(1011, "internal error")
      ),
      // The connection closes before the scope does, because finalizers may wait for the end of the connection.
      Effect.ensuring(connection.close())
    )
  }, Effect.scoped)

  const create = Effect.fn("Calls.create")(function* (request: Request): Effect.fn.Return<Response, HttpRefusal> {
    const callId = `rtc_${randomHex(16)}`
    const answered = yield* Deferred.make<string, HttpRefusal>()
    const running = call(callId, request, answered).pipe(
      Effect.onError((cause) => Deferred.fail(answered, refusalOf(cause))),
      Effect.catchCause(report),
      Effect.provide(context)
    )
    const fiber = yield* FiberMap.run(open, callId, running)
    const sdp = yield* Deferred.await(answered).pipe(
      Effect.timeoutOrElse({ duration: answerDeadline, orElse: () => Effect.fail(slowCall) }),
      Effect.onError(() => Effect.sync(() => fiber.interruptUnsafe()))
    )
    const location = `/v1/realtime/calls/${callId}`
    return new Response(sdp, { status: 201, headers: { "content-type": "application/sdp", location } })
  })

  const hangUp = Effect.fn("Calls.hangUp")(function* (
    request: Request,
    callId: string
  ): Effect.fn.Return<Response, HttpRefusal> {
    const access = yield* authorize(keys, request)
    if (access._tag !== "ApiKey") return yield* forbidden("A client secret cannot end calls. Use an API key.")
    const session = yield* calls.find(callId)
    const pending = FiberMap.getUnsafe(open, callId)
    if (session !== undefined) yield* session.hangUp
    else if (Option.isSome(pending)) pending.value.interruptUnsafe()
    else return yield* notFound(`The call ${callId}`)
    return new Response(null, { status: 200 })
  })

  const route = (request: Request): Effect.Effect<Response, HttpRefusal> => {
    const pathname = canonicalPath(new URL(request.url).pathname)
    const [found, callId, action] = path.exec(pathname) ?? []
    if (found === undefined || (action !== undefined && action !== "hangup")) return Effect.fail(notFound(pathname))
    if (request.method !== "POST") return Effect.succeed(wrongMethod(pathname, "POST"))
    return callId === undefined ? create(request) : hangUp(request, callId)
  }

  return (request) => Effect.catch(route(request), (refusal) => Effect.succeed(toResponse(refusal)))
})

/** The handshake of a call. Only the transport sees the address of the peer. */
const handshakeOf = (request: Request): Handshake => {
  const { pathname, searchParams } = new URL(request.url)
  const model = searchParams.get("model")
  return {
    path: canonicalPath(pathname),
    query: model === null ? {} : { model },
    dialect: "ga",
    key: keyOf(request),
    origin: Option.fromNullishOr(request.headers.get("origin")),
    peer: "webrtc"
  }
}

/** How a call ends whose peer never opened its data channel. */
const neverOpened = TransportError.timeout({
  phase: "the data channel of an answered call",
  afterMs: Duration.toMillis(openTimeout)
})

/** Logs a failure of the server. A bad offer is the client's failure. */
const warn = (error: TransportError): Effect.Effect<void> =>
  error.reason._tag === "Protocol" ? Effect.void : Effect.logWarning("a call could not be answered", error)

/** The answer to an offer whose call failed before it was answered. */
const refusalOf = (cause: Cause.Cause<unknown>): HttpRefusal => {
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  if (error instanceof HttpRefusal) return error
  return error instanceof TransportError && error.reason._tag === "Protocol"
    ? invalidOffer(error.message)
    : internalError("The call could not be set up. Try again.")
}

/** Logs how a call ended. Refusals and ends of connections are at debug level, since the client learns of them. */
const report = (cause: Cause.Cause<unknown>): Effect.Effect<void> =>
  cause.reasons.every(
    (reason) =>
      Cause.isInterruptReason(reason) ||
      (Cause.isFailReason(reason) && (reason.error instanceof TransportError || reason.error instanceof HttpRefusal))
  )
    ? Effect.logDebug("a call ended", cause)
    : Effect.logError("the handler of a call failed", cause)
