/** A carrier as a listener sees it. It has a dialect, and decides what to let in. Types only. */
import type { CallControl } from "../call/Call.ts"
import type { Dialect, Frame } from "../Dialect.ts"

/** Headers of a request, by their names in lower case. */
export type Headers = Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

/** A carrier whose streams are WebSockets. */
export interface Carrier {
  readonly dialect: Dialect
  /**
   * Whether an upgrade comes from the carrier. It is refused with 403 otherwise. `target` is the path and query of the
   * request.
   */
  readonly admits: (headers: Headers, target: string) => Promise<boolean>
  /** Answers the webhook that announces a call, or `undefined` if the carrier has none here. */
  readonly answer?: (request: WebhookRequest) => Promise<WebhookAnswer>
  readonly control?: CallControl
}

/** A carrier whose streams are TCP connections. */
export interface TcpCarrier {
  readonly dialect: Dialect
  /** Makes what splits the bytes of one connection into frames. */
  readonly makeSplitter: () => (bytes: Uint8Array) => ReadonlyArray<Frame>
  /** Whether a call is expected. It is hung up otherwise. */
  readonly admitsCall: (callId: string) => boolean | Promise<boolean>
  readonly control?: CallControl
}

export interface WebhookRequest {
  readonly method: string
  /** The path and query of the request. */
  readonly target: string
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
