/** The exchange that opens a call, an SDP offer for an SDP answer. */
import { TransportError } from "@antiphon/core"
import * as Endpoint from "@antiphon/core/endpoint"
import { refusalError, usableKey } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

/** What the far end answers to an offer. */
export interface Answer {
  readonly sdp: string
  /** `rtc_…`, which names the call for a sideband and a hang-up. */
  readonly callId?: string
}

/**
 * Takes the offer to the far end and returns its answer. Provide one if your own server posts to `…/calls`. An exchange
 * that is interrupted must release what it began.
 */
export type SdpExchange = (offer: string) => Effect.Effect<Answer, TransportError>

/** An exchange, and the key that it sends. */
export interface Exchanging {
  readonly exchange: SdpExchange
  readonly key: Option.Option<Redacted.Redacted<string>>
}

/** Bytes that an answer may have, and that are read of a refusal. */
const maxAnswerBytes = 64 * 1024

/**
 * The exchange by HTTP with `POST …/calls` (protocol section 0). It sends the bare SDP with a client secret, and a form
 * of `sdp` and `session` otherwise. The answer is 201 with SDP, and the call id in `Location`. For OpenAI Live both bodies
 * are JSON, and the id is that of the session.
 */
export const exchangeByHttp =
  <In, Out>(endpoint: Endpoint.Endpoint<In, Out>, key: Option.Option<Redacted.Redacted<string>>): SdpExchange =>
  (offer) =>
    Effect.gen(function* () {
      const apiKey = yield* usableKey({ ...endpoint, credential: key })
      const request = yield* Effect.fromResult(Endpoint.calls(endpoint, apiKey))
      const { location, ok, status, text } = yield* Effect.tryPromise({
        try: (signal) => post(request, offer, signal),
        catch: (cause) =>
          TransportError.open({ detail: "nothing answers there, or this page may not ask there (CORS)", cause })
      })
      if (!ok)
        return yield* status === 0
          ? redirected
          : refusalError({ url: request.url, status, location, body: text, key: apiKey })
      if (request.json !== undefined) return yield* liveAnswer(text)
      if (!text.startsWith("v=0")) {
        return yield* TransportError.protocol({
          detail: `the answer to the offer is not SDP, or is too long (HTTP ${status})`
        })
      }
      const callId = location
        ?.split(/[?#]/)[0]
        ?.split("/")
        .findLast((segment) => segment !== "")
      return { sdp: text, ...(callId === undefined ? {} : { callId }) }
    })

/** Reads the JSON answer of Live. It is checked by hand, because a schema would make a page larger. */
const liveAnswer = (text: string): Effect.Effect<Answer, TransportError> =>
  Effect.try({
    try: (): Answer => {
      const { session, transport } = JSON.parse(text)
      if (typeof session.id !== "string" || typeof transport.sdp !== "string") throw new TypeError("no id or no SDP")
      return { sdp: transport.sdp, callId: session.id }
    },
    catch: () => TransportError.protocol({ detail: "the answer to the offer has no session and no SDP" })
  })

const post = async (request: Endpoint.CallsRequest, offer: string, signal: AbortSignal) => {
  const headers = new Headers(Redacted.value(request.headers))
  const form = Option.map(request.session, (session) => {
    const data = new FormData()
    data.set("sdp", offer)
    data.set("session", JSON.stringify(session))
    return data
  })
  const json = request.json && JSON.stringify(request.json(offer))
  if (Option.isNone(form)) headers.set("content-type", json === undefined ? "application/sdp" : "application/json")
  const response = await fetch(request.url, {
    method: "POST",
    headers,
    body: Option.getOrElse(form, () => json ?? offer),
    // A redirect would carry the key along.
    redirect: "manual",
    signal
  })
  const { ok, status } = response
  return { ok, status, location: response.headers.get("location") ?? undefined, text: await readText(response) }
}

/**
 * Reads the body as text, up to the bytes that an answer may have. Returns nothing for a longer SDP, since half of one
 * is useless.
 */
const readText = async ({ body, ok }: Response): Promise<string> => {
  if (body === null) return ""
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let bytes = 0
  let text = ""
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    bytes += piece.value.length
    if (bytes > maxAnswerBytes) {
      await reader.cancel()
      return ok ? "" : text
    }
    text += decoder.decode(piece.value, { stream: true })
  }
  return text + decoder.decode()
}

/** A page sees that there is a redirect. It sees neither the status nor the target. */
const redirected = TransportError.open({
  detail: "the server redirects elsewhere. Redirects are not followed, so dial the target directly"
})
