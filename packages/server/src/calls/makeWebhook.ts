/** Posts events to a webhook, signed by the Standard Webhooks specification (symmetric signatures `v1`). */
import type { WebhookRealtimeCallIncoming } from "@antiphon/core"
import { optionsProblem, refuseArgument } from "@antiphon/core/boundary"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import { webhookRules } from "../boundary/check.ts"
import { randomHex } from "../http/Keys.ts"

/** Where events go, and what signs them. */
export interface WebhookOptions {
  readonly url: string
  /** The secret that both sides know, `whsec_` and base64. Another text is used as it is. */
  readonly secret: Redacted.Redacted<string>
}

/** An event was not delivered. */
export class WebhookError extends Data.TaggedError("WebhookError")<{ readonly message: string }> {}

/** How long one attempt may take. */
const timeout = "5 seconds"
/** Two more attempts follow one that fails. All of them together take less time than a phone rings. */
const again = { times: 2, schedule: Schedule.spaced("500 millis") }

/** Makes a function that posts an event and succeeds when the answer is 2xx. */
export const makeWebhook = (
  options: WebhookOptions
): ((event: WebhookRealtimeCallIncoming) => Effect.Effect<void, WebhookError>) => {
  refuseArgument(makeWebhook, optionsProblem("makeWebhook", options, webhookRules, ["url", "secret"]))
  const { secret, url } = options
  return (event) =>
    Effect.gen(function* () {
      const payload = JSON.stringify(event)
      const id = `wh_${randomHex(16)}`
      const timestamp = String(Math.floor((yield* Clock.currentTimeMillis) / 1000))
      const signature = yield* sign(secret, `${id}.${timestamp}.${payload}`)
      const headers = {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`
      }
      yield* Effect.retry(deliver(url, payload, headers), again)
    })
}

const deliver = (
  url: string,
  body: string,
  headers: Readonly<Record<string, string>>
): Effect.Effect<void, WebhookError> =>
  Effect.tryPromise({
    // Redirects are not followed, since the event goes to one address alone.
    try: async (signal) => {
      const response = await fetch(url, { method: "POST", redirect: "manual", headers, body, signal })
      await response.body?.cancel()
      return response.status
    },
    catch: () => new WebhookError({ message: "The webhook cannot be reached. Start the application that receives it." })
  }).pipe(
    Effect.timeoutOrElse({
      duration: timeout,
      orElse: () => Effect.fail(new WebhookError({ message: `The webhook did not answer in ${timeout}.` }))
    }),
    Effect.flatMap((status) =>
      status >= 200 && status < 300
        ? Effect.void
        : Effect.fail(new WebhookError({ message: `The webhook answered HTTP ${status}. Answer with 2xx.` }))
    )
  )

const sign = (secret: Redacted.Redacted<string>, text: string): Effect.Effect<string> =>
  Effect.promise(async () => {
    const hmac = { name: "HMAC", hash: "SHA-256" }
    const key = await crypto.subtle.importKey("raw", keyBytes(Redacted.value(secret)), hmac, false, ["sign"])
    const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(text))
    return btoa(String.fromCharCode(...new Uint8Array(signature)))
  })

const keyBytes = (secret: string): Uint8Array<ArrayBuffer> => {
  if (!secret.startsWith("whsec_")) return new TextEncoder().encode(secret)
  return Uint8Array.from(atob(secret.slice("whsec_".length)), (character) => character.codePointAt(0) ?? 0)
}

/** Says what is wrong with a secret, or returns `undefined`. */
export const secretProblem = (secret: string): string | undefined => {
  if (secret === "") return "it is empty"
  if (!secret.startsWith("whsec_")) return undefined
  return /^whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?$/.test(secret) && secret.length > 6 + 3
    ? undefined
    : "it is not whsec_ and base64"
}
