/**
 * Opens and handles sessions of OpenAI Live over HTTP (`/v1/live/sessions`). Live has no client secret, so a page sends its
 * offer to your server, which passes it on with {@link create}. Each function rejects with a {@link RealtimeError}.
 */
import * as Live from "@antiphon/core/live"
import { isObject, isText, need, refuse, type Rule } from "../boundary/checkOptions.ts"
import { traced } from "../boundary/traced.ts"
import { RealtimeError } from "../RealtimeError.ts"
import { ask, checkHttp, type HttpOptions, parse, textOf } from "./post.ts"

/** Options of every request. The providers of `@antiphon/providers` speak Realtime, so none can be given. */
export type LiveHttpOptions = Omit<HttpOptions, "provider">

export interface LiveSessionOptions extends LiveHttpOptions {
  /** The id of the session (`live_sess_…`), from the answer to a request, from `session.started` or from a webhook. */
  readonly sessionId: string
}

/** The answer to an offer. */
export interface LiveAnswer {
  /** The id of the new session. */
  readonly sessionId: string
  /** The answer for the page. */
  readonly sdp: string
}

/** A recording of a session. */
export interface LiveContent {
  /** The type that the server names, e.g. `audio/wav`. */
  readonly contentType: string
  /** The bytes. Abort `signal` to stop reading. `timeoutMs` is over by then, because a recording of 2 h takes its time. */
  readonly body: ReadableStream<Uint8Array>
}

const sessionId: Rule = [isText, "the id of the session (live_sess_…)"]
const session: Rule = [isObject, 'a session, e.g. { model: "gpt-live-1" }']
const sdp: Rule = [isText, "the offer of the page"]
const isSipRefusal = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 300 && Number(value) < 700
const statusCode: Rule = [isSipRefusal, "a SIP status from 300 to 699, e.g. 486"]
const targetUri: Rule = [isText, "a tel: or sip: URI"]

const shapes = () => import("./liveShapes.ts")

const pathOf = ({ sessionId: id }: LiveSessionOptions, action: string): string => `${encodeURIComponent(id)}/${action}`

/** Sends a body that the protocol has. */
const send = (options: LiveHttpOptions, path: string, body: object | undefined, fits: boolean): Promise<string> => {
  need(fits, `the body of ${path === "" ? "create" : path.slice(path.indexOf("/") + 1)} is not as the protocol has it`)
  return ask(options, { method: "POST", protocol: "live", path, body }, textOf)
}

const answerOf = async (text: string): Promise<LiveAnswer> => {
  const answer = parse(text)
  const { isAnswer } = await shapes()
  if (!isAnswer(answer)) throw new RealtimeError("malformed", "the answer has no session with an SDP")
  return { sessionId: answer.session.id, sdp: answer.transport.sdp }
}

/**
 * Opens a session over WebRTC with the offer of a page. The session starts at once, with these settings.
 *
 * @example
 * ```ts
 * import { live } from "@antiphon/client/http"
 *
 * export const answer = async (request: Request) =>
 *   Response.json(await live.create({ session: { model: "gpt-live-1" }, sdp: await request.text() }))
 * ```
 */
export const create: (
  options: LiveHttpOptions & { readonly session: Live.MediaSessionConfig; readonly sdp: string }
) => Promise<LiveAnswer> = traced(async (options) => {
  checkHttp("live.create", options, { session, sdp }, ["session", "sdp"])
  refuse(Live.settingsProblem({ what: "live.create", option: "session" }, options.session))
  const body = { session: options.session, transport: { type: "webrtc", sdp: options.sdp } }
  return answerOf(await send(options, "", body, (await shapes()).isCreate(body)))
})

/** Opens a session over WebRTC that goes on from a stored one. Model, history and kind of delegation are inherited. */
export const fork: (
  options: LiveSessionOptions & { readonly sdp: string; readonly session?: Live.MediaSessionForkConfig }
) => Promise<LiveAnswer> = traced(async (options) => {
  checkHttp("live.fork", options, { sessionId, sdp, session }, ["sessionId", "sdp"])
  refuse(Live.settingsProblem({ what: "live.fork", option: "session" }, options.session ?? {}))
  const changes = options.session === undefined ? {} : { session: options.session }
  const body = { ...changes, transport: { type: "webrtc", sdp: options.sdp } }
  return answerOf(await send(options, pathOf(options, "fork"), body, (await shapes()).isFork(body)))
})

/** Accepts a SIP call with the session that answers it. */
export const accept: (options: LiveSessionOptions & { readonly session: Live.MediaSessionConfig }) => Promise<void> =
  traced(async (options) => {
    checkHttp("live.accept", options, { sessionId, session }, ["sessionId", "session"])
    refuse(Live.settingsProblem({ what: "live.accept", option: "session" }, options.session))
    const body = { session: { ...options.session, type: "live" } }
    await send(options, pathOf(options, "accept"), body, (await shapes()).isAccept(body))
  })

/** Rejects a SIP call with a SIP status from 300 to 699. */
export const reject: (options: LiveSessionOptions & { readonly statusCode: number }) => Promise<void> = traced(
  async (options) => {
    checkHttp("live.reject", options, { sessionId, statusCode }, ["sessionId", "statusCode"])
    const body = { status_code: options.statusCode }
    await send(options, pathOf(options, "reject"), body, (await shapes()).isReject(body))
  }
)

/** Transfers a SIP call to a `tel:` or `sip:` URI. */
export const refer: (options: LiveSessionOptions & { readonly targetUri: string }) => Promise<void> = traced(
  async (options) => {
    checkHttp("live.refer", options, { sessionId, targetUri }, ["sessionId", "targetUri"])
    const body = { target_uri: options.targetUri }
    await send(options, pathOf(options, "refer"), body, (await shapes()).isRefer(body))
  }
)

/** Ends a session, whatever carries it. */
export const hangup: (options: LiveSessionOptions) => Promise<void> = traced(async (options) => {
  checkHttp("live.hangup", options, { sessionId }, ["sessionId"])
  await send(options, pathOf(options, "hangup"), undefined, true)
})

/** Gets the recording of a session. The server has one only of a session with `store: true`. */
export const content: (options: LiveSessionOptions) => Promise<LiveContent> = traced(async (options) => {
  checkHttp("live.content", options, { sessionId }, ["sessionId"])
  const path = pathOf(options, "content")
  return await ask(options, { method: "GET", protocol: "live", path }, async ({ body, headers }) => {
    if (body === null) throw new RealtimeError("malformed", "the answer has no recording")
    return { contentType: headers.get("content-type") ?? "application/octet-stream", body }
  })
})
