/**
 * Phone calls over SIP (protocol section 0). A call rings until a request accepts or rejects it. Then it is a call like one
 * over WebRTC.
 */
import type { ClientEvent, Handshake, ServerEvent, WebhookRealtimeCallIncoming } from "@antiphon/core"
import { optionsProblem, refuseArgument } from "@antiphon/core/boundary"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { phoneRules } from "../boundary/check.ts"
import { type HttpRefusal, invalidBody, notFound } from "../http/HttpRefusal.ts"
import { randomHex } from "../http/Keys.ts"
import type { Gate } from "../http/makeGate.ts"
import type { RunningCalls } from "../session/RunningCalls.ts"
import { acceptPhones } from "./acceptPhones.ts"
import { type CallsParts, handshakeOf } from "./makeCalls.ts"
import type { WebhookError } from "./makeWebhook.ts"
import { readAccept, readRefer, readReject } from "./phoneRequests.ts"
import type { RingingCall } from "./RingingCall.ts"

/** Options of {@link makePhoneCalls}. */
export interface PhoneCallsOptions<E, R> extends Pick<CallsParts<ClientEvent, ServerEvent, E, R>, "hold"> {
  /** Decides who may accept a call, and counts calls among the connections. */
  readonly gate: Gate
  /**
   * Announces a call. Usually `makeWebhook`. A call that cannot be announced is rejected with 503. Without it every call is
   * accepted at once, which needs a server without keys.
   */
  readonly announce?: (event: WebhookRealtimeCallIncoming) => Effect.Effect<void, WebhookError>
}

/** How long a call rings. Then it is rejected with 480. */
const ringTimeout = "30 seconds"

/** What a request does with a phone call. `hangup` is the same for all calls. */
export type PhoneAction = "accept" | "reject" | "refer"

/** The phone calls of a server. */
export interface PhoneCalls {
  /** Handles a call that rings, until it is decided. A call that is accepted goes on in the scope of these calls. */
  readonly ring: (call: RingingCall) => Effect.Effect<void>
  /**
   * Does what an authorized request asks for. Its body may have `maxBodyBytes`. Fails with 404 if the call does not ring, or does
   * not run.
   */
  readonly act: (
    request: Request,
    callId: string,
    action: PhoneAction,
    maxBodyBytes: number
  ) => Effect.Effect<void, HttpRefusal>
  /** Rejects a call that rings, or ends one that is being set up, and says whether there is one. */
  readonly drop: (callId: string) => Effect.Effect<boolean>
}

/** Makes the phone calls of a server, with none yet. */
export const makePhoneCalls = <E, R>(
  options: PhoneCallsOptions<E, R>
): Effect.Effect<PhoneCalls, never, RunningCalls | Scope.Scope | Exclude<R, Scope.Scope>> => {
  refuseArgument(makePhoneCalls, optionsProblem("makePhoneCalls", options, phoneRules, ["gate", "hold"]))
  return phonesOf(options)
}

const phonesOf = Effect.fnUntraced(function* <E, R>({
  announce,
  gate,
  hold
}: PhoneCallsOptions<E, R>): Effect.fn.Return<PhoneCalls, never, RunningCalls | Scope.Scope | Exclude<R, Scope.Scope>> {
  const ringing = new Map<string, RingingCall>()
  const { accept, drop, running } = yield* acceptPhones({ hold, ringing })

  const found = <A>(held: ReadonlyMap<string, A>, callId: string): Effect.Effect<A, HttpRefusal> =>
    Effect.suspend(() => {
      const one = held.get(callId)
      return one === undefined ? Effect.fail(notFound(`The call ${callId}`)) : Effect.succeed(one)
    })
  const reject = (callId: string, status: number): Effect.Effect<boolean> =>
    Effect.suspend(() => {
      const call = ringing.get(callId)
      ringing.delete(callId)
      return call === undefined ? Effect.succeed(false) : Effect.as(call.reject(status), true)
    })
  const acceptAtOnce = (callId: string): Effect.Effect<unknown, HttpRefusal> => {
    const offer = Effect.succeed({ sdp: "", session: undefined })
    return accept(callId, fromPhone, gate.admitCall(fromPhone, offer))
  }

  return {
    ring: Effect.fn("PhoneCalls.ring")(function* (call: RingingCall) {
      const callId = `rtc_${randomHex(16)}`
      ringing.set(callId, call)
      const event = yield* incoming(callId, call)
      const decide: Effect.Effect<unknown, { readonly message: string }> =
        announce === undefined ? acceptAtOnce(callId) : announce(event)
      const refused = ({ message }: { readonly message: string }) =>
        Effect.andThen(
          Effect.annotateLogs(Effect.logWarning("a phone call is rejected"), { call_id: callId, why: message }),
          reject(callId, 503)
        )
      yield* decide.pipe(
        Effect.catch(refused),
        Effect.andThen(call.over),
        Effect.raceFirst(call.over),
        Effect.timeoutOption(ringTimeout),
        Effect.ensuring(reject(callId, 480))
      )
    }),
    act: Effect.fn("PhoneCalls.act")(function* (request, callId, action, maxBodyBytes) {
      switch (action) {
        case "accept": {
          yield* found(ringing, callId)
          const handshake: Handshake = { ...handshakeOf(request), path: "/v1/realtime", peer: "sip" }
          yield* accept(callId, handshake, gate.admitCall(handshake, readAccept(request, maxBodyBytes)))
          return
        }
        case "reject": {
          yield* found(ringing, callId)
          const status = yield* readReject(request, maxBodyBytes)
          if (!(yield* reject(callId, status))) return yield* notFound(`The call ${callId}`)
          return
        }
        case "refer": {
          const phone = yield* found(running, callId)
          const uri = yield* readRefer(request, maxBodyBytes)
          return yield* Effect.mapError(phone.refer(uri), ({ message }) => invalidBody(message))
        }
      }
    }),
    drop: (callId) => Effect.map(reject(callId, 603), (rang) => rang || drop(callId))
  }
})

/** The handshake of a phone that is answered at once. */
const fromPhone: Handshake = {
  path: "/v1/realtime",
  query: { model: "gpt-realtime" },
  dialect: "ga",
  key: Option.none(),
  origin: Option.none(),
  peer: "sip"
}

/** The event that announces a call. */
const incoming = (callId: string, { headers }: RingingCall): Effect.Effect<WebhookRealtimeCallIncoming> =>
  Effect.map(Clock.currentTimeMillis, (now) => ({
    id: `evt_${randomHex(16)}`,
    object: "event",
    type: "realtime.call.incoming",
    created_at: Math.floor(now / 1000),
    data: {
      call_id: callId,
      sip_headers: headers.map(({ name, value }) => ({ name, value })),
      sip_media_security: "rtp"
    }
  }))
