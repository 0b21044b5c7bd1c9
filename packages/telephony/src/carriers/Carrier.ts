/** A carrier as a listener sees it. It has a dialect, and decides what to let in. Types only. */
import type { CallControl } from "../call/Call.ts"
import type { Dialect } from "../Dialect.ts"

/** Headers of a request, by their names in lower case. */
export type Headers = Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

export interface Carrier {
  readonly dialect: Dialect
  /** Whether an upgrade comes from the carrier. It is refused with 403 otherwise. */
  readonly admits: (headers: Headers) => Promise<boolean>
  /** Answers the webhook that announces a call, or `undefined` if the carrier has none here. */
  readonly answer?: (request: WebhookRequest) => Promise<WebhookAnswer>
  readonly control?: CallControl
}

export interface WebhookRequest {
  readonly headers: Headers
  readonly body: string
}

export interface WebhookAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
}

/** The one value of a header. Returns `undefined` if it is absent or stands twice. */
export const headerOf = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === "string" ? value : undefined
}
