/** Accepts phones that ring. A call that is accepted goes on in the scope in which this was made. */
import { ClientEvent, type Handshake, ServerEvent, TransportError } from "@antiphon/core"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { busyCall, type HttpRefusal, notFound, slowCall } from "../http/HttpRefusal.ts"
import { RunningCalls } from "../session/RunningCalls.ts"
import { type Calls, type CallsParts, makeCalls } from "./makeCalls.ts"
import type { PhoneConnection, RingingCall } from "./RingingCall.ts"

/** What accepting needs. */
export interface AcceptPhonesOptions<E, R> extends Pick<CallsParts<ClientEvent, ServerEvent, E, R>, "hold"> {
  /** The phones that ring, by call id. One that is accepted is taken out. */
  readonly ringing: Map<string, RingingCall>
}

/** The phones that were accepted. */
export interface AcceptedPhones {
  /**
   * Accepts a call, and waits until its session runs. A sideband can join it then. Fails with 409 while another request accepts
   * the call, and with 404 if the call rings no longer.
   */
  readonly accept: (
    callId: string,
    handshake: Handshake,
    admit: Parameters<Calls["open"]>[2]
  ) => Effect.Effect<void, HttpRefusal>
  /** Ends a call that is being set up or runs, and says whether there is one. */
  readonly drop: (callId: string) => boolean
  /** The phones that were answered, by call id. */
  readonly running: ReadonlyMap<string, PhoneConnection>
}

/** Succeeds when the session of a call runs, and fails if the phone gave up before that. */
type Begun = Deferred.Deferred<void, HttpRefusal>

/** How long a phone may take to acknowledge that it was accepted. */
const beginTimeout = "15 seconds"

const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

/** Makes the place where phones are accepted, with none yet. */
export const acceptPhones = Effect.fnUntraced(function* <E, R>({
  hold,
  ringing
}: AcceptPhonesOptions<E, R>): Effect.fn.Return<
  AcceptedPhones,
  never,
  RunningCalls | Scope.Scope | Exclude<R, Scope.Scope>
> {
  const sessions = yield* RunningCalls
  const running = new Map<string, PhoneConnection>()

  /** Passes on the keys of a call. */
  const passKeys = (callId: string, { keys }: PhoneConnection) =>
    Stream.runForEach(keys, (key) =>
      Effect.flatMap(sessions.find(callId), (session) => session?.dispatch({ _tag: "Key", key }) ?? Effect.void)
    )
  /** Answers a call. A session that reads its events can be joined, so the call has begun then. */
  const answer = (call: RingingCall, callId: string, begun: Begun) =>
    Effect.gen(function* () {
      const phone = yield* call.answer({ vocabulary, callId })
      yield* Effect.acquireRelease(
        Effect.sync(() => running.set(callId, phone)),
        () => Effect.sync(() => running.delete(callId))
      )
      yield* Effect.forkScoped(Effect.ignore(Effect.andThen(Deferred.await(begun), passKeys(callId, phone))))
      const incoming = Stream.unwrap(Effect.as(Deferred.succeed(begun, undefined), phone.incoming))
      return { ...phone, incoming }
    }).pipe(Effect.onError(() => Deferred.fail(begun, notFound(`The call ${callId}`))))
  /** The calls that a request is accepting. */
  const beginnings = new Map<string, Begun>()
  const calls = yield* makeCalls<ClientEvent, ServerEvent, E, R>({
    hold,
    answer: (_, { callId }) =>
      Effect.suspend(() => {
        const call = ringing.get(callId)
        ringing.delete(callId)
        const begun = beginnings.get(callId)
        return call === undefined || begun === undefined
          ? Effect.fail(TransportError.protocol({ detail: "the call no longer rings" }))
          : Effect.succeed({ sdp: "", connection: answer(call, callId, begun) })
      })
  })
  const accept: AcceptedPhones["accept"] = (callId, handshake, admit) =>
    Effect.suspend(() => {
      if (beginnings.has(callId)) return Effect.fail(busyCall(callId))
      const begun: Begun = Deferred.makeUnsafe()
      beginnings.set(callId, begun)
      // The phone may give up while the request is read.
      const ringsStill = Effect.suspend(() =>
        ringing.has(callId) ? Effect.void : Effect.fail(notFound(`The call ${callId}`))
      )
      const tooSlow = Effect.suspend(() => {
        calls.drop(callId)
        return Effect.fail(slowCall)
      })
      const opened = calls.open(callId, handshake, Effect.tap(admit, ringsStill))
      return Effect.andThen(opened, Deferred.await(begun)).pipe(
        Effect.timeoutOrElse({ duration: beginTimeout, orElse: () => tooSlow }),
        Effect.ensuring(Effect.sync(() => beginnings.delete(callId)))
      )
    })

  return { accept, drop: calls.drop, running }
})
