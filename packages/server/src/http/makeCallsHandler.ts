/** Calls over HTTP: opened by an offer, ended by hanging up (protocol section 0). */
import {
  type ClientEvent,
  type Connection,
  type Handshake,
  type ServerEvent,
  Timeout,
  TransportError
} from "@antiphon/core"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { AnswerCall } from "../AnswerCall.ts"
import { Calls } from "../Calls.ts"
import { authorize, keyOf } from "./authorize.ts"
import { readOffer } from "./callOffer.ts"
import { canonicalPath } from "./canonical.ts"
import { forbidden, HttpRefusal, notFound, toResponse, wrongMethod } from "./HttpRefusal.ts"
import { Keys, randomHex } from "./Keys.ts"
import type { Gate } from "./makeGate.ts"
import type { Handler } from "./makeHandler.ts"

export interface CallsHandlerOptions<E, R> {
  /** Sets calls up; `accept` of an adapter, or any stand-in. */
  readonly answer: AnswerCall
  /** Decides who may call, and counts calls among the connections. */
  readonly gate: Gate
  /** Holds the session of a call, as for any connection of a listener: `gate.enter`, then `serve`. Its end ends the call. */
  readonly hold: (
    connection: Connection<ClientEvent, ServerEvent>,
    handshake: Handshake
  ) => Effect.Effect<unknown, E, R | Scope.Scope>
  /** Bytes that a form may have. Default 1 MiB. */
  readonly maxBodyBytes?: number
}

/** How long the answer to an offer may take, its body included. */
const answerDeadline = "15 seconds"
/** How long the peer has, once it has the answer, until its data channel is open. */
const openMs = 30_000

const path = /^\/v1\/realtime\/calls(?:\/([^/]+)\/([^/]+))?$/

/**
 * `POST /v1/realtime/calls` and `POST /v1/realtime/calls/{id}/hangup`, for `makeHandler` to mount. Calls run in the scope
 * in which this is made, not in that of a request. `accept`, `reject` and `refer` are of SIP, which is not here.
 */
export const makeCallsHandler = Effect.fnUntraced(function* <E, R>({
  answer,
  gate,
  hold,
  maxBodyBytes = 1024 * 1024
}: CallsHandlerOptions<E, R>): Effect.fn.Return<Handler, never, Keys | Calls | Scope.Scope | Exclude<R, Scope.Scope>> {
  const keys = yield* Keys
  const calls = yield* Calls
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
    const connection = yield* Effect.timeoutOrElse(opened, { duration: openMs, orElse: () => Effect.fail(neverOpened) })
    yield* hold({ ...connection, callId: Option.some(callId) }, handshake).pipe(
      Effect.onError((cause) =>
        Cause.hasInterruptsOnly(cause) ? Effect.void : connection.close(1011, "internal error")
      ),
      // Before the scope closes, so that what waits there for the end of the connection does not wait for ever.
      Effect.ensuring(connection.close())
    )
  }, Effect.scoped)

  const create = Effect.fnUntraced(function* (request: Request): Effect.fn.Return<Response, HttpRefusal> {
    const callId = `rtc_${randomHex(16)}`
    const answered = yield* Deferred.make<string, HttpRefusal>()
    const running = call(callId, request, answered).pipe(
      Effect.onError((cause) => Deferred.fail(answered, refusalOf(cause))),
      Effect.catchCause(report),
      Effect.provide(context)
    )
    const fiber = yield* FiberMap.run(open, callId, running)
    const sdp = yield* Deferred.await(answered).pipe(
      Effect.timeoutOrElse({ duration: answerDeadline, orElse: () => Effect.fail(tooSlow) }),
      Effect.onError(() => Effect.sync(() => fiber.interruptUnsafe()))
    )
    const location = `/v1/realtime/calls/${callId}`
    return new Response(sdp, { status: 201, headers: { "content-type": "application/sdp", location } })
  })

  const hangUp = Effect.fnUntraced(function* (
    request: Request,
    callId: string
  ): Effect.fn.Return<Response, HttpRefusal> {
    const access = yield* authorize(keys, request)
    if (access._tag !== "ApiKey") return yield* forbidden("A client secret cannot end calls: use an API key.")
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

/** Where WebRTC shows where the peer is, only its transport sees it. */
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

const neverOpened = new TransportError({
  reason: new Timeout({ phase: "the data channel of an answered call", afterMs: openMs })
})

const tooSlow = new HttpRefusal({ status: 504, code: "timeout", message: "The call could not be set up in time." })

/** A bad offer is its sender's business, anything else the server's. */
const warn = (error: TransportError): Effect.Effect<void> =>
  error.reason._tag === "Protocol" ? Effect.void : Effect.logWarning("a call could not be answered", error)

const refusalOf = (cause: Cause.Cause<unknown>): HttpRefusal => {
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  if (error instanceof HttpRefusal) return error
  return error instanceof TransportError && error.reason._tag === "Protocol"
    ? new HttpRefusal({
        status: 400,
        code: "invalid_offer",
        message: `The offer cannot be answered: ${error.message}`,
        param: "sdp"
      })
    : new HttpRefusal({ status: 500, code: "internal_error", message: "The call could not be set up: try again." })
}

/** Refusals are told to the caller, and how a connection ended is no news. */
const report = (cause: Cause.Cause<unknown>): Effect.Effect<void> =>
  cause.reasons.every(
    (reason) =>
      Cause.isInterruptReason(reason) ||
      (Cause.isFailReason(reason) && (reason.error instanceof TransportError || reason.error instanceof HttpRefusal))
  )
    ? Effect.logDebug("a call ended", cause)
    : Effect.logError("the handler of a call failed", cause)
