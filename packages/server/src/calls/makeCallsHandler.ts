/**
 * Calls over HTTP. An offer opens a call, and a hangup ends it (protocol section 0). A call ends with its connection,
 * its session or the scope of the handler, whichever is first.
 */
import type { ClientEvent, ServerEvent } from "@antiphon/core"
import { optionsProblem, refuseArgument } from "@antiphon/core/boundary"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { callsRules } from "../boundary/check.ts"
import { RunningCalls } from "../session/RunningCalls.ts"
import { authorize } from "../http/authorize.ts"
import { readOffer } from "./callOffer.ts"
import { canonicalPath } from "../http/canonical.ts"
import { forbidden, type HttpRefusal, notFound, toResponse, wrongMethod } from "../http/HttpRefusal.ts"
import { Keys, randomHex } from "../http/Keys.ts"
import type { Gate } from "../http/makeGate.ts"
import type { Handler } from "../http/Handler.ts"
import { type CallsParts, handshakeOf, makeCalls } from "./makeCalls.ts"
import type { PhoneAction, PhoneCalls } from "./makePhoneCalls.ts"

/** Options of {@link makeCallsHandler}. */
export interface CallsHandlerOptions<E, R> extends CallsParts<ClientEvent, ServerEvent, E, R> {
  /** Decides who may call, and counts calls among the connections. */
  readonly gate: Gate
  /** The calls over SIP, as `makePhoneCalls` makes them. Without it there are none, and their requests get 404. */
  readonly phone?: PhoneCalls
  /** Bytes that the body of a request may have. Defaults to 1 MiB. */
  readonly maxBodyBytes?: number
}

const isAction = (name: string): name is PhoneAction | "hangup" =>
  name === "hangup" || name === "accept" || name === "reject" || name === "refer"

/** The paths of calls, with the call id and the action. */
const path = /^\/v1\/realtime\/calls(?:\/([^/]+)\/([^/]+))?$/

/**
 * Serves `POST /v1/realtime/calls` and `POST /v1/realtime/calls/{id}/hangup`, for `makeHandler` to mount. Calls run in the
 * scope in which the handler is made, and outlive their requests. With `phone` it serves `…/accept`, `…/reject` and `…/refer`
 * too, which belong to SIP.
 */
export const makeCallsHandler = <E, R>(
  options: CallsHandlerOptions<E, R>
): Effect.Effect<Handler, never, Keys | RunningCalls | Scope.Scope | Exclude<R, Scope.Scope>> => {
  refuseArgument(makeCallsHandler, optionsProblem("makeCallsHandler", options, callsRules, ["answer", "hold", "gate"]))
  return handlerOf(options)
}

const handlerOf = Effect.fnUntraced(function* <E, R>({
  answer,
  gate,
  hold,
  maxBodyBytes = 1024 * 1024,
  phone
}: CallsHandlerOptions<E, R>): Effect.fn.Return<
  Handler,
  never,
  Keys | RunningCalls | Scope.Scope | Exclude<R, Scope.Scope>
> {
  const keys = yield* Keys
  const calls = yield* RunningCalls
  const opened = yield* makeCalls({ answer, hold })

  const create = Effect.fn("Calls.create")(function* (request: Request): Effect.fn.Return<Response, HttpRefusal> {
    const callId = `rtc_${randomHex(16)}`
    const handshake = handshakeOf(request)
    const admit = gate.admitCall(handshake, readOffer(request, maxBodyBytes))
    const sdp = yield* opened.open(callId, handshake, admit)
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
    if (session !== undefined) yield* session.hangUp
    else if (!opened.drop(callId) && (phone === undefined || !(yield* phone.drop(callId)))) {
      return yield* notFound(`The call ${callId}`)
    }
    return new Response(null, { status: 200 })
  })

  const act = Effect.fn("Calls.act")(function* (
    request: Request,
    callId: string,
    action: PhoneAction
  ): Effect.fn.Return<Response, HttpRefusal> {
    const access = yield* authorize(keys, request)
    if (access._tag !== "ApiKey") return yield* forbidden(`A client secret cannot ${action} calls. Use an API key.`)
    yield* phone === undefined ? notFound(`The call ${callId}`) : phone.act(request, callId, action, maxBodyBytes)
    return new Response(null, { status: 200 })
  })

  const route = (request: Request): Effect.Effect<Response, HttpRefusal> => {
    const pathname = canonicalPath(new URL(request.url).pathname)
    const [found, callId, action] = path.exec(pathname) ?? []
    if (found === undefined || (action !== undefined && !isAction(action))) return Effect.fail(notFound(pathname))
    if (request.method !== "POST") return Effect.succeed(wrongMethod(pathname, "POST"))
    if (callId === undefined || action === undefined) return create(request)
    return action === "hangup" ? hangUp(request, callId) : act(request, callId, action)
  }

  return (request) => Effect.catch(route(request), (refusal) => Effect.succeed(toResponse(refusal)))
})
