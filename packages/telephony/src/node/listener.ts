/** Takes calls for users of Effect. */
import { TransportError } from "@antiphon/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Call } from "../call/Call.ts"
import { listen as listenForPhones } from "./listen.ts"
import type { ListenOptions } from "./ListenOptions.ts"
import { callBehind } from "./PhoneCall.ts"

export interface ListenerOptions extends Omit<ListenOptions, "onCall" | "onError"> {}

export interface Listener {
  readonly port: number
  /**
   * Handles calls until the surrounding scope ends, each in a fiber and a scope of its own. A call is hung up when its handler
   * returns. A handler that fails is logged and ends no other call.
   */
  readonly run: <E, R>(
    handler: (call: Call) => Effect.Effect<unknown, E, R>
  ) => Effect.Effect<never, never, Exclude<R, Scope.Scope>>
}

/**
 * Listens for calls until the scope ends, which hangs up the others. Calls wait for `run`. Fails with `Open` if the port is
 * taken.
 */
export const listen = Effect.fnUntraced(function* (
  options: ListenerOptions
): Effect.fn.Return<Listener, TransportError, Scope.Scope> {
  const waiting = yield* Queue.dropping<Call>(options.maxCalls ?? 100)
  const phone = yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () =>
        listenForPhones({
          ...options,
          onCall: (given) => (Queue.offerUnsafe(waiting, callBehind(given, listen)) ? undefined : given.hangup())
        }),
      catch: (cause) => TransportError.open({ detail: `cannot listen for calls: ${String(cause)}`, cause })
    }),
    (opened) => Effect.promise(() => opened.close())
  )
  return {
    port: phone.port,
    run: (handler) =>
      Effect.gen(function* () {
        const calls = yield* FiberSet.make()
        const handle = (call: Call) =>
          Effect.scoped(handler(call)).pipe(Effect.ensuring(call.hangup), Effect.catchCause(report))
        return yield* Stream.fromQueue(waiting).pipe(
          Stream.runForEach((call) => FiberSet.run(calls, handle(call), { propagateInterruption: false })),
          Effect.andThen(Effect.never)
        )
      }).pipe(Effect.scoped)
  }
})

const report = (cause: Cause.Cause<unknown>): Effect.Effect<void> =>
  Cause.hasInterruptsOnly(cause) ? Effect.void : Effect.logError("the handler of a call failed", cause)
