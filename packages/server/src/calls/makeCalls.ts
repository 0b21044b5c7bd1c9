/** Opens calls and holds them. A call ends with its connection, its session or the scope in which this was made. */
import { type Connection, type Handshake, TransportError } from "@antiphon/core"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { canonicalPath } from "../http/canonical.ts"
import { HttpRefusal, internalError, invalidOffer, slowCall } from "../http/HttpRefusal.ts"
import { keyOf } from "../http/authorize.ts"
import type { AnswerCall } from "./AnswerCall.ts"

/** What calls of one vocabulary need. */
export interface CallsParts<In, Out, E, R> {
  /** Sets calls up. Usually the `accept` of an adapter. */
  readonly answer: AnswerCall<In, Out>
  /**
   * Holds the session of a call, as for any connection of a listener. Usually `gate.enter`, then `serve`. The call ends
   * when this ends.
   */
  readonly hold: (connection: Connection<In, Out>, handshake: Handshake) => Effect.Effect<unknown, E, R | Scope.Scope>
}

/** The calls of one vocabulary. */
export interface Calls {
  /**
   * Opens a call in the background and returns the SDP answer. `admit` decides on the request and reads its offer. What it
   * acquires is kept for as long as the call lasts.
   */
  readonly open: (
    callId: string,
    handshake: Handshake,
    admit: Effect.Effect<{ readonly sdp: string }, HttpRefusal, Scope.Scope>
  ) => Effect.Effect<string, HttpRefusal>
  /** Ends a call that is being set up or runs, and says whether there is one. */
  readonly drop: (callId: string) => boolean
}

/** The deadline of an answer, from the request on. */
const answerDeadline = "15 seconds"
/** How long the peer has after the answer to open its data channel. */
const openTimeout = Duration.seconds(30)

/** Makes the calls of one vocabulary, none yet. They outlive the requests that open them. */
export const makeCalls = Effect.fnUntraced(function* <In, Out, E, R>({
  answer,
  hold
}: CallsParts<In, Out, E, R>): Effect.fn.Return<Calls, never, Scope.Scope | Exclude<R, Scope.Scope>> {
  const context = yield* Effect.context<Exclude<R, Scope.Scope>>()
  const calls = yield* FiberMap.make<string>()

  const call = Effect.fnUntraced(function* (
    callId: string,
    handshake: Handshake,
    admit: Effect.Effect<{ readonly sdp: string }, HttpRefusal, Scope.Scope>,
    answered: Deferred.Deferred<string, HttpRefusal>
  ) {
    const offer = yield* admit
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

  return {
    open: Effect.fnUntraced(function* (callId, handshake, admit) {
      const answered = yield* Deferred.make<string, HttpRefusal>()
      const running = call(callId, handshake, admit, answered).pipe(
        Effect.onError((cause) => Deferred.fail(answered, refusalOf(cause))),
        Effect.catchCause(report),
        Effect.provide(context)
      )
      const fiber = yield* FiberMap.run(calls, callId, running)
      return yield* Deferred.await(answered).pipe(
        Effect.timeoutOrElse({ duration: answerDeadline, orElse: () => Effect.fail(slowCall) }),
        Effect.onError(() => Effect.sync(() => fiber.interruptUnsafe()))
      )
    }),
    drop: (callId) => {
      const fiber = FiberMap.getUnsafe(calls, callId)
      if (Option.isSome(fiber)) fiber.value.interruptUnsafe()
      return Option.isSome(fiber)
    }
  }
})

/** The handshake of a call. Only the transport sees the address of the peer. */
export const handshakeOf = (request: Request): Handshake => {
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
