/**
 * Live over HTTP. A JSON offer opens a call or a fork, a hangup ends a session, and a stored session has a recording. SIP is
 * not served.
 */
import type * as Live from "@antiphon/core/live"
import { optionsProblem, refuseArgument } from "@antiphon/core/boundary"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { liveCallsRules } from "../boundary/check.ts"
import { type CallsParts, handshakeOf, makeCalls } from "../calls/makeCalls.ts"
import { authorize } from "../http/authorize.ts"
import { readJson } from "../http/body.ts"
import { canonicalPath } from "../http/canonical.ts"
import type { Handler } from "../http/Handler.ts"
import { badRequest, forbidden, HttpRefusal, notFound, toResponse, wrongMethod } from "../http/HttpRefusal.ts"
import { Keys, randomHex } from "../http/Keys.ts"
import type { Gate } from "../http/makeGate.ts"
import { refuse } from "../machine/Refusal.ts"
import { callSettings } from "./call.ts"
import type { AnsweredLive, LiveSessions } from "./LiveSessions.ts"
import { isSipAction, sipAction } from "./sipActions.ts"
import { sessionPrefix } from "./settings.ts"
import type { StoredSession } from "./State.ts"

/** Options of {@link makeLiveHandler}. */
export interface LiveHandlerOptions<E, R> extends CallsParts<Live.ClientEvent, Live.ServerEvent, E, R> {
  /** Decides who may call, and counts calls among the connections. */
  readonly gate: Gate
  /** The sessions of the server. Give the same to `serveLive`. */
  readonly sessions: LiveSessions
  /** Bytes that a body may have. Defaults to 1 MiB. */
  readonly maxBodyBytes?: number
}

/** The paths, with the id of the session and the action. */
const path = /^\/v1\/live\/sessions(?:\/([^/]+)\/([^/]+))?$/

/** Offers of browsers have 2 to 8 kB. */
const maxSdpChars = 64 * 1024

/**
 * Serves `POST /v1/live/sessions` and, below it, `…/{id}/fork`, `…/{id}/hangup` and `GET …/{id}/content`, for
 * `makeHandler` to mount. `…/accept`, `…/reject` and `…/refer` are read, and find no SIP call. Calls run in
 * the scope in which the handler is made, and outlive their requests.
 */
export const makeLiveHandler = <E, R>(
  options: LiveHandlerOptions<E, R>
): Effect.Effect<Handler, never, Keys | Scope.Scope | Exclude<R, Scope.Scope>> => {
  const required = ["answer", "hold", "gate", "sessions"]
  refuseArgument(makeLiveHandler, optionsProblem("makeLiveHandler", options, liveCallsRules, required))
  return handlerOf(options)
}

const handlerOf = Effect.fnUntraced(function* <E, R>({
  answer,
  gate,
  hold,
  maxBodyBytes = 1024 * 1024,
  sessions
}: LiveHandlerOptions<E, R>): Effect.fn.Return<Handler, never, Keys | Scope.Scope | Exclude<R, Scope.Scope>> {
  const keys = yield* Keys
  const calls = yield* makeCalls({ answer, hold })

  const create = Effect.fnUntraced(function* (request: Request, source: StoredSession | undefined) {
    const id = `${sessionPrefix}${randomHex(16)}`
    const handshake = handshakeOf(request)
    const admit = gate.admitLive(handshake, readOffer(request, maxBodyBytes, source))
    const kept = Effect.tap(admit, ({ session }) => keep(id, { session, source }))
    const sdp = yield* calls.open(id, handshake, kept)
    const body: Live.SessionCreateResponse = { session: { id }, transport: { type: "webrtc", sdp } }
    return Response.json(body, { headers: { "cache-control": "no-store" } })
  })

  /** Keeps the settings until the call ends, because its session begins when the connection is open. */
  const keep = (id: string, answered: AnsweredLive) =>
    Effect.acquireRelease(
      Effect.sync(() => sessions.answered.set(id, answered)),
      () => Effect.sync(() => sessions.answered.delete(id))
    )

  const fork = (request: Request, id: string): Effect.Effect<Response, HttpRefusal> => {
    const source = sessions.find(id)
    return source === undefined ? Effect.fail(notStored(id)) : create(request, source)
  }

  const authorized = Effect.fnUntraced(function* (request: Request): Effect.fn.Return<void, HttpRefusal> {
    const access = yield* authorize(keys, request)
    if (access._tag === "Session" || access._tag === "Translation") {
      return yield* forbidden("A client secret opens no Live sessions. Use an API key.")
    }
  })

  const hangUp = Effect.fnUntraced(function* (id: string): Effect.fn.Return<Response, HttpRefusal> {
    const running = sessions.running.get(id)
    if (running !== undefined) yield* running.hangUp
    else if (!calls.drop(id)) return yield* notFound(`The session ${id}`)
    return new Response(null, { status: 200 })
  })

  const act = (request: Request, id: string, action: string): Effect.Effect<Response, HttpRefusal> => {
    switch (action) {
      case "fork":
        return Effect.andThen(
          authorized(request),
          Effect.suspend(() => fork(request, id))
        )
      case "hangup":
        return Effect.andThen(authorized(request), hangUp(id))
      default:
        return isSipAction(action)
          ? Effect.andThen(authorized(request), sipAction(request, { action, id, maxBytes: maxBodyBytes }))
          : Effect.fail(notFound(new URL(request.url).pathname))
    }
  }

  const gotten = (pathname: string, id: string | undefined, action: string | undefined) => {
    if (id === undefined || action === "attach" || action === "fork") return Effect.succeed(upgrade())
    return action === "content" ? content(decodeURIComponent(id)) : Effect.fail(notFound(pathname))
  }

  const content = (id: string): Effect.Effect<Response, HttpRefusal> => {
    const wav = sessions.recordings.wavOf(id)
    const headers = { "content-type": "audio/wav", "cache-control": "no-store" }
    return wav === undefined ? Effect.fail(notRecorded(id)) : Effect.succeed(new Response(wav, { headers }))
  }

  const route = (request: Request): Effect.Effect<Response, HttpRefusal> => {
    const pathname = canonicalPath(new URL(request.url).pathname)
    const [found, id, action] = path.exec(pathname) ?? []
    if (found === undefined) return Effect.fail(notFound(pathname))
    if (request.method === "GET") return Effect.andThen(authorized(request), gotten(pathname, id, action))
    if (request.method !== "POST") return Effect.succeed(wrongMethod(pathname, "POST"))
    return id === undefined || action === undefined
      ? create(request, undefined)
      : act(request, decodeURIComponent(id), action)
  }

  return (request) => Effect.catch(route(request), (refusal) => Effect.succeed(toResponse(refusal)))
})

/** Reads the body of an offer. The settings are checked as strictly as those of `session.start`. */
const readOffer = Effect.fnUntraced(function* (
  request: Request,
  maxBytes: number,
  source: StoredSession | undefined
): Effect.fn.Return<{ readonly sdp: string; readonly session: Live.SessionStartConfig }, HttpRefusal> {
  const body: { readonly session?: unknown; readonly transport?: unknown } = yield* readJson(request, maxBytes)
  const extra = Object.keys(body).find((key) => key !== "session" && key !== "transport")
  if (extra !== undefined) {
    return yield* badRequest(refuse("unknown_parameter", `Unknown parameter: '${extra}'.`, extra))
  }
  const { sdp, type } = Object(body.transport) as { readonly sdp?: unknown; readonly type?: unknown }
  if (type !== "webrtc") {
    const words = "This server answers WebRTC only. Send type webrtc with the offer as sdp."
    return yield* badRequest(refuse("invalid_value", words, "transport.type"))
  }
  if (typeof sdp !== "string" || sdp.trim() === "" || sdp.length > maxSdpChars) {
    const words = `Missing required parameter: 'transport.sdp', the offer, of at most ${maxSdpChars} characters.`
    return yield* badRequest(refuse("missing_required_parameter", words, "transport.sdp"))
  }
  const settings = callSettings(body.session, source)
  if (Result.isFailure(settings)) return yield* new HttpRefusal({ status: 400, ...settings.failure })
  return { sdp, session: settings.success }
})

/** The answer to a plain request for the path of a socket. */
const upgrade = (): Response => new Response(null, { status: 426, headers: { upgrade: "websocket" } })

const notStored = (id: string): HttpRefusal =>
  new HttpRefusal({
    status: 404,
    code: "session_not_found",
    message: `No session ${id} is stored. Start sessions with store to fork them.`
  })

const notRecorded = (id: string): HttpRefusal =>
  new HttpRefusal({
    status: 404,
    code: "session_not_found",
    message: `There is no recording of session ${id}. Start sessions with store to record them.`
  })
