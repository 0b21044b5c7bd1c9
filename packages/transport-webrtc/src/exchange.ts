/** The one question and answer that opens a call: an SDP offer for an SDP answer. */
import { Endpoint, Open, Protocol, TransportError, type TransportErrorReason, Unauthorized } from "@antiphon/core"
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
 * Takes the offer to the far end and brings its answer: the seam for those who do not post to `…/calls` from here, say
 * because their own server does. Interrupted, it must let go of what it began.
 */
export type SdpExchange = (offer: string) => Effect.Effect<Answer, TransportError>

/** Bytes that an answer may have, and that are read of a refusal. */
const maxAnswerBytes = 64 * 1024

/** Characters of a refusal that its detail may quote. */
const maxQuoted = 2048

const fail = (reason: TransportErrorReason) => Effect.fail(new TransportError({ reason }))

/**
 * The exchange by HTTP (protocol section 0): `POST …/calls`, the bare SDP with a client secret, else a form of `sdp` and
 * `session`; the answer is 201, SDP, and the call id in `Location`.
 */
export const exchangeByHttp =
  <In, Out>(endpoint: Endpoint.Endpoint<In, Out>, apiKey: Option.Option<Redacted.Redacted<string>>): SdpExchange =>
  (offer) =>
    Effect.gen(function* () {
      const request = yield* Effect.fromResult(Endpoint.calls(endpoint, apiKey))
      const { location, ok, status, text } = yield* Effect.tryPromise({
        try: (signal) => post(request, offer, signal),
        catch: (cause) =>
          new TransportError({
            reason: new Open({ detail: "nothing answers there, or this page may not ask there (CORS)", cause })
          })
      })
      if (!ok) return yield* fail(refusal(status, location, withoutKey(text, apiKey)))
      if (!text.startsWith("v=0")) {
        return yield* fail(new Protocol({ detail: `the answer to the offer is no SDP, or too long (HTTP ${status})` }))
      }
      const callId = location
        ?.split(/[?#]/)[0]
        ?.split("/")
        .findLast((segment) => segment !== "")
      return { sdp: text, ...(callId === undefined ? {} : { callId }) }
    })

const post = async (request: Endpoint.CallsRequest, offer: string, signal: AbortSignal) => {
  const headers = new Headers(Redacted.value(request.headers))
  const form = Option.map(request.session, (session) => {
    const data = new FormData()
    data.set("sdp", offer)
    data.set("session", JSON.stringify(session))
    return data
  })
  if (Option.isNone(form)) headers.set("content-type", "application/sdp")
  const response = await fetch(request.url, {
    method: "POST",
    headers,
    body: Option.getOrElse(form, () => offer),
    // A redirect would carry the key along.
    redirect: "manual",
    signal
  })
  const { ok, status } = response
  return { ok, status, location: response.headers.get("location") ?? undefined, text: await readText(response) }
}

/** The body as text; empty where it is longer than an answer may be. */
const readText = async ({ body }: Response): Promise<string> => {
  if (body === null) return ""
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let bytes = 0
  let text = ""
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    bytes += piece.value.length
    if (bytes > maxAnswerBytes) {
      await reader.cancel()
      return ""
    }
    text += decoder.decode(piece.value, { stream: true })
  }
  return text + decoder.decode()
}

const withoutKey = (text: string, apiKey: Option.Option<Redacted.Redacted<string>>): string =>
  Option.match(apiKey, {
    onNone: () => text,
    onSome: (secret) => text.replaceAll(Redacted.value(secret), "<redacted>")
  })

const refusal = (status: number, location: string | undefined, body: string): TransportErrorReason => {
  const detail = messageOf(body) ?? (body === "" ? `HTTP ${status}` : body.slice(0, maxQuoted))
  if (status === 401 || status === 403) return new Unauthorized({ status, detail })
  // A page is told of a redirect, and neither its status nor where to.
  if (status === 0) return new Open({ detail: "it redirects elsewhere, which is not followed: dial that directly" })
  if (status < 300 || status >= 400) return new Open({ status, detail })
  return new Open({ status, detail: `HTTP ${status} points to ${location}: redirects are not followed, dial it` })
}

/** The message of the protocol's HTTP error, `{ error: { message } }`. */
const messageOf = (body: string): string | undefined => {
  try {
    const { error }: { readonly error?: { readonly message?: unknown } } = JSON.parse(body)
    return typeof error?.message === "string" ? error.message.slice(0, maxQuoted) : undefined
  } catch {
    return undefined
  }
}
