/** SIP messages (RFC 3261 section 7). Names of headers are in their long form, and values are unfolded. */

/** A header. */
export interface SipHeader {
  readonly name: string
  readonly value: string
}

/** What requests and responses share. */
interface Parts {
  /** In the order of the message. */
  readonly headers: ReadonlyArray<SipHeader>
  readonly body: Uint8Array
}

export interface SipRequest extends Parts {
  readonly _tag: "Request"
  readonly method: string
  readonly uri: string
}

export interface SipResponse extends Parts {
  readonly _tag: "Response"
  readonly status: number
  readonly reason: string
}

export type SipMessage = SipRequest | SipResponse

/** What arrived and is no SIP, SDP or RTP that this package understands. */
export interface Malformed {
  readonly _tag: "Malformed"
  /** What is wrong with it. */
  readonly detail: string
}

export const malformed = (detail: string): Malformed => ({ _tag: "Malformed", detail })

/** The bounds of one message. */
export const messageLimits = { headBytes: 32 * 1024, bodyBytes: 64 * 1024, headers: 128 } as const

export const noBody = new Uint8Array()

/** The values of a header, one for each line that has it. */
export const valuesOf = ({ headers }: SipMessage, name: string): ReadonlyArray<string> => {
  const lower = name.toLowerCase()
  return headers.filter((each) => each.name.toLowerCase() === lower).map(({ value }) => value)
}

/** The first value of a header. */
export const valueOf = ({ headers }: SipMessage, name: string): string | undefined => {
  const lower = name.toLowerCase()
  return headers.find((each) => each.name.toLowerCase() === lower)?.value
}
