/** Listens for calls over SIP, and announces each as it rings. */
import { type Address, TransportError } from "@antiphon/core"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { randomBytes } from "node:crypto"
import { makeUserAgent } from "../agent/UserAgent.ts"
import type { CallListener, UasCall } from "../agent/UasCall.ts"
import type { Peer, Wire } from "../agent/Wire.ts"
import type { Malformed, SipHeader } from "../message/SipMessage.ts"
import { answerCall, type AnswerOptions, type CallEvents, type SipCall } from "./answerCall.ts"
import { openSockets } from "./sockets.ts"
import { makeTicker } from "./Ticker.ts"

export interface ListenOptions {
  /** The address to listen on, for messages and for audio. Defaults to 127.0.0.1, which only this machine reaches. */
  readonly host?: string
  /** The port of UDP and TCP. With 0 any free one. Defaults to 5060. */
  readonly port?: number
  /** Calls at once, with those that ring. More get 503. Defaults to 100. */
  readonly maxCalls?: number
  /** Called with what arrived and is no SIP and no audio of a call. Defaults to nothing. */
  readonly onOdd?: (odd: Malformed, from: Peer) => void
}

/** A call that rings. */
export interface Invitation {
  /** The headers of the INVITE. The caller chooses them, so do not trust them. */
  readonly headers: ReadonlyArray<SipHeader>
  /** The URI of the caller, and that of the called. */
  readonly from: string
  readonly to: string
  /** The address that the INVITE came from. */
  readonly peer: Peer
  /**
   * Answers the call. Succeeds when the caller has acknowledged it. Closing the scope hangs up. Fails with `Open` if the call
   * no longer rings.
   */
  readonly answer: <In, Out>(
    options: AnswerOptions<In, Out>
  ) => Effect.Effect<SipCall<In, Out>, TransportError, Scope.Scope>
  /** Rejects the call with a status from 300 to 699. Defaults to 603. */
  readonly reject: (status?: number) => Effect.Effect<void>
  /** Whether the call can be answered or rejected. */
  readonly rings: () => boolean
  /** Succeeds when the call can no longer be answered, because it was, it was rejected, or the caller gave up. */
  readonly over: Effect.Effect<void>
}

export interface SipListener {
  readonly address: Address
  /** Handles calls until the surrounding scope ends, each in a fiber of its own. A call that its handler leaves ringing is rejected. */
  readonly run: <E, R>(
    handler: (invitation: Invitation) => Effect.Effect<unknown, E, R>
  ) => Effect.Effect<never, never, R>
}

/** How long the far ends may take to answer the BYEs of a listener that closes. */
const farewell = "500 millis"

/** Listens until the scope ends. Fails with `Open` if the port is taken. */
export const listen = Effect.fnUntraced(function* (
  options: ListenOptions = {}
): Effect.fn.Return<SipListener, TransportError, Scope.Scope> {
  const { host = "127.0.0.1", maxCalls = 100, onOdd = () => undefined, port = 5060 } = options
  const ringing = yield* Queue.dropping<Invitation>(maxCalls)
  const ticker = makeTicker()
  let running = 0
  /** Called when the last call has ended. */
  let emptied = (): void => undefined

  const announce = (call: UasCall): CallListener => {
    const over = Deferred.makeUnsafe<void>()
    const noLongerRings = (): void => void Deferred.doneUnsafe(over, Effect.void)
    const events: CallEvents = {
      agreed: () => undefined,
      ready: () => undefined,
      ended: () => undefined,
      end: undefined
    }
    running += 1
    const invitation: Invitation = {
      headers: call.incoming.request.headers,
      from: call.incoming.from.uri,
      to: call.incoming.to.uri,
      peer: call.peer,
      answer: (answering) =>
        Effect.suspend(() => {
          if (Deferred.isDoneUnsafe(over)) return Effect.fail(noLongerRinging)
          noLongerRings()
          const { address } = sockets.localFor(call.peer)
          const parts = { call, events, address, ticker, onOdd: (odd: Malformed) => onOdd(odd, call.peer) }
          return Effect.onError(answerCall(parts, answering), () => Effect.sync(() => call.hangUp()))
        }),
      reject: (status = 603) => Effect.sync(() => call.reject(status)),
      rings: () => !Deferred.isDoneUnsafe(over),
      over: Deferred.await(over)
    }
    if (!Queue.offerUnsafe(ringing, invitation)) call.reject(503)
    return {
      agreed: (agreed) => events.agreed(agreed),
      ready: () => events.ready(),
      ended: (why) => {
        running -= 1
        noLongerRings()
        events.end = why
        events.ended(why)
        if (running === 0) emptied()
      }
    }
  }
  const wire: Wire = { send: (message, to) => sockets.send(message, to), localFor: (peer) => sockets.localFor(peer) }
  const agent = makeUserAgent({
    wire,
    clock: { after: (ms, work) => cancelOf(setTimeout(work, ms)) },
    random: () =>
      BigInt(`0x${randomBytes(12).toString("hex")}`)
        .toString(36)
        .padStart(19, "0"),
    maxCalls,
    onCall: announce,
    onOdd
  })
  const sockets = yield* openSockets({ host, port, onMessage: agent.receive, onOdd })
  yield* Effect.addFinalizer(() =>
    Effect.callback<void>((resume) => {
      emptied = () => resume(Effect.void)
      agent.hangUpAll()
      if (running === 0) emptied()
    }).pipe(Effect.timeoutOption(farewell), Effect.andThen(Effect.sync(agent.close)))
  )
  return {
    address: { host, port: sockets.port },
    run: (handler) =>
      Effect.gen(function* () {
        const fibers = yield* FiberSet.make()
        const handle = (invitation: Invitation) =>
          handler(invitation).pipe(
            Effect.ensuring(Effect.suspend(() => (invitation.rings() ? invitation.reject(480) : Effect.void))),
            Effect.catchCause(report)
          )
        return yield* Stream.fromQueue(ringing).pipe(
          Stream.runForEach((invitation) => FiberSet.run(fibers, handle(invitation), { propagateInterruption: false })),
          Effect.andThen(Effect.never)
        )
      }).pipe(Effect.scoped)
  }
})

const noLongerRinging = TransportError.open({ detail: "the call no longer rings" })

/** A handler usually fails with the error that its call ended with. That is no news. */
const report = (cause: Cause.Cause<unknown>): Effect.Effect<void> =>
  cause.reasons.every(
    (reason) =>
      Cause.isInterruptReason(reason) || (Cause.isFailReason(reason) && reason.error instanceof TransportError)
  )
    ? Effect.logDebug("a call ended", cause)
    : Effect.logError("the handler of a call failed", cause)

const cancelOf = (timer: ReturnType<typeof setTimeout>) => () => clearTimeout(timer)
