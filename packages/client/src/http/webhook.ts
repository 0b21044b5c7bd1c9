/** Verifies webhooks by the Standard Webhooks specification (symmetric signatures `v1`). */
import type { UnknownEvent, WebhookRealtimeCallIncoming } from "@antiphon/core"
import type * as Live from "@antiphon/core/live"
import { checkOptions, isObject, isText, type Rule } from "../boundary/checkOptions.ts"
import { RealtimeError } from "../RealtimeError.ts"
import { traced } from "../boundary/traced.ts"
import { parse } from "./post.ts"

export interface WebhookOptions {
  /** The body as it arrived, before anything parsed it. */
  readonly payload: string
  readonly headers: Headers | Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** The secret (`whsec_…`) that was shown when the webhook was set up. */
  readonly secret: string
  /** How far the time of signing may be in the past or in the future, in seconds. Defaults to 300. */
  readonly toleranceSeconds?: number
}

const known: ReadonlySet<string> = new Set([
  "realtime.call.incoming",
  "live.transport.incoming",
  "live.transport.connected",
  "live.call.incoming"
])
const isOther = (event: unknown): event is UnknownEvent =>
  isObject(event) && typeof event["type"] === "string" && !known.has(event["type"])

const rules: Readonly<Record<string, Rule>> = {
  payload: [(value) => typeof value === "string", "the body as text, before anything parsed it"],
  headers: [isObject, "the headers of the request"],
  secret: [isText, "the secret of the webhook (whsec_…)"],
  toleranceSeconds: [(value) => Number.isFinite(value) && Number(value) >= 0, "a number of seconds"]
}

/**
 * Returns the event of a webhook that is genuine and fresh. Narrow it by `type`. Rejects with `unverified` if the
 * webhook is not, and with `malformed` if its payload is not an event.
 *
 * @example
 * ```ts
 * import { webhook } from "@antiphon/client/http"
 *
 * export const receive = async (request: Request, secret: string) =>
 *   webhook.verify({ payload: await request.text(), headers: request.headers, secret })
 * ```
 */
export const verify: (options: WebhookOptions) => Promise<WebhookRealtimeCallIncoming | Live.Webhook | UnknownEvent> =
  traced(async (options) => {
    checkOptions("webhook.verify", options, rules, ["payload", "headers", "secret"])
    const { payload, secret, toleranceSeconds = 300 } = options
    const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) => {
      const value = headerOf(options.headers, name)
      if (value === undefined) throw unverified(`it has no header ${name}`)
      return value
    })
    const age = Math.abs(Date.now() / 1000 - Number(timestamp))
    if (!(age <= toleranceSeconds)) throw unverified(`it was signed more than ${toleranceSeconds} s from now`)
    const key = await crypto.subtle.importKey("raw", keyBytes(secret), { name: "HMAC", hash: "SHA-256" }, false, [
      "verify"
    ])
    const signed = new TextEncoder().encode(`${id}.${timestamp}.${payload}`)
    // `subtle.verify` compares in constant time.
    const verdicts = (signatures ?? "").split(" ").map((signature) => {
      const bytes = signature.startsWith("v1,") ? fromBase64(signature.slice(3)) : undefined
      return bytes === undefined ? false : crypto.subtle.verify("HMAC", key, bytes, signed)
    })
    if (!(await Promise.all(verdicts)).includes(true)) throw unverified("no signature fits")
    const event = parse(payload)
    const { isIncomingCall, isLive } = await import("./webhookShapes.ts")
    if (isIncomingCall(event) || isLive(event)) return event
    if (isOther(event)) return event
    throw new RealtimeError("malformed", "the webhook is signed, and yet no event")
  })

const headerOf = (headers: WebhookOptions["headers"], name: string): string | undefined => {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  // Names of headers have no case, and some hosts keep the sender's.
  const found = Object.keys(headers).find((each) => each.toLowerCase() === name)
  const value = found === undefined ? undefined : headers[found]
  const [first] = typeof value === "string" ? [value] : (value ?? [])
  return first
}

const keyBytes = (secret: string): Uint8Array<ArrayBuffer> => {
  if (!secret.startsWith("whsec_")) return new TextEncoder().encode(secret)
  const bytes = fromBase64(secret.slice("whsec_".length))
  if (bytes === undefined || bytes.length === 0) {
    throw new RealtimeError("invalid", "the secret of the webhook is not whsec_ and base64")
  }
  return bytes
}

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return Uint8Array.from(atob(text), (character) => character.codePointAt(0) ?? 0)
  } catch {
    return undefined
  }
}

const unverified = (why: string): RealtimeError => new RealtimeError("unverified", `not a genuine webhook: ${why}`)
