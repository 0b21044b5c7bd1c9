/** The accepting side. An offer that came by HTTP becomes an answer and a connection. */
import type { TransportError } from "@antiphon/core"
import type { Codecs } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import { phasesOf } from "../options.ts"
import { type Call, makeCall } from "./call.ts"
import { type NodeCallOptions, nodeLimitsOf, partsOf } from "./options.ts"
import { answering, factsOf } from "./Sdp.ts"

export interface AcceptOptions<In, Out> extends NodeCallOptions {
  /** The vocabulary of the event channel. */
  readonly vocabulary: Codecs<In, Out>
  /** The id `rtc_…`, which the HTTP answer gives to the peer and the connection to the handler. */
  readonly callId?: string
}

/** An answered offer. */
export interface Accepted<In, Out> {
  /** The answer to send back, with every candidate of this machine. */
  readonly sdp: string
  /**
   * The connection, once the peer has come. Its scope owns it. Fails with `Timeout` and the phase, or with `Open`, if
   * the peer does not come.
   */
  readonly connection: Effect.Effect<Call<In, Out>, TransportError, Scope.Scope>
}

/**
 * Answers an offer of audio and a data channel, as OpenAI's servers do `POST …/calls` (protocol section 0). The scope
 * owns everything, so keep it open for as long as the call may last. Fails with `Protocol` if the offer makes no call,
 * and says what the offer lacks.
 */
export const accept = <In, Out>(
  offer: string,
  options: AcceptOptions<In, Out>
): Effect.Effect<Accepted<In, Out>, TransportError, Scope.Scope> =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const facts = yield* Effect.fromResult(factsOf(offer))
      const scope = yield* Scope.fork(yield* Effect.scope)
      const phase = phasesOf(options.deadlines)
      const { opened, sdp } = yield* restore(
        Effect.gen(function* () {
          const parts = yield* partsOf(options)
          const { opened, peer } = yield* makeCall({
            ...parts,
            codecs: options.vocabulary,
            limits: nodeLimitsOf(options),
            phase,
            offers: false,
            audio: { ...facts, direction: answering(facts.direction) }
          })
          return { opened, sdp: yield* phase("offer", peer.answer(offer)) }
        }).pipe(Scope.provide(scope))
      ).pipe(Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause))))
      return {
        sdp,
        connection: Effect.acquireRelease(
          opened(Option.fromUndefinedOr(options.callId)),
          () => Scope.close(scope, Exit.void),
          {
            interruptible: true
          }
        ).pipe(Effect.onError((cause) => Scope.close(scope, Exit.failCause(cause))))
      }
    })
  )
