/** Parts that the carriers share. */
import * as Effect from "effect/Effect"
import { CallError } from "../call/CallError.ts"
import type { Form } from "../signatures/verifyTwilio.ts"
import { type Headers, headerOf, type WebhookAnswer } from "./Carrier.ts"

/** Text for XML. */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

export const formOf = (body: string): Form => {
  const form: Record<string, Array<string>> = {}
  for (const [name, value] of new URLSearchParams(body)) (form[name] ??= []).push(value)
  return form
}

/** The first value of a field, or the empty text. */
export const first = (form: Form, name: string): string => {
  const value = form[name]
  return (typeof value === "string" ? value : value?.[0]) ?? ""
}

export const xml = (inside: string): WebhookAnswer => ({
  status: 200,
  contentType: "text/xml",
  body: `<?xml version="1.0" encoding="UTF-8"?><Response>${inside}</Response>`
})

export const unsigned = (carrier: string): WebhookAnswer => ({
  status: 403,
  contentType: "text/plain",
  body: `The request is not signed by ${carrier}.`
})

/** The address of the webhook beside the stream's, by the same path. */
export const webhookOf = (publicUrl: string): string => publicUrl.replace(/^ws/u, "http")

/** A token that only the holder of a secret can make, for carriers that sign no upgrades. */
export const tokenOf = async (secret: string, text: string): Promise<string> => {
  const encoder = new TextEncoder()
  const hmac = { name: "HMAC", hash: "SHA-256" }
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), hmac, false, ["sign"])
  const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(`stream ${text}`)))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** Compares texts in a time that does not say how much fits. */
export const isSame = (one: string | undefined, other: string): boolean => {
  if (one === undefined || one.length !== other.length || other === "") return false
  let difference = 0
  for (let at = 0; at < other.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at)
  return difference === 0
}

/** The token of `Authorization: Bearer`. */
export const bearerOf = (headers: Headers): string | undefined =>
  /^Bearer\s+(\S+)$/iu.exec(headerOf(headers, "authorization") ?? "")?.[1]

export interface ControlRequest {
  readonly method: "POST" | "PUT" | "DELETE"
  readonly url: string
  readonly authorization: string
  /** A form or, as an object, JSON. */
  readonly body?: URLSearchParams | Readonly<Record<string, unknown>>
}

/** Asks a carrier to change a call. */
export const ask = (carrier: string, request: ControlRequest): Effect.Effect<void, CallError> =>
  Effect.tryPromise({
    try: async (signal) => {
      const { authorization, body, method, url } = request
      const isForm = body instanceof URLSearchParams
      const response = await fetch(url, {
        method,
        signal,
        headers: { authorization, ...(body === undefined || isForm ? {} : { "content-type": "application/json" }) },
        ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) })
      })
      await response.body?.cancel()
      if (!response.ok) throw new Error(`HTTP ${response.status}`)
    },
    // The cause may hold the address with the account's id, and is left out.
    catch: () =>
      new CallError({ code: "refused", message: `${carrier} did not change the call. See the console's log.` })
  }).pipe(
    Effect.timeoutOrElse({
      duration: "10 seconds",
      orElse: () => Effect.fail(new CallError({ code: "refused", message: `${carrier} did not answer within 10 s.` }))
    })
  )

export const basic = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`
