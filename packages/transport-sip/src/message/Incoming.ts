/** A request with all that SIP demands of one (RFC 3261 section 8.1.1). */
import * as Result from "effect/Result"
import { parseAddress, type SipAddress, splitList } from "./Address.ts"
import {
  type Malformed,
  malformed,
  noBody,
  type SipHeader,
  type SipRequest,
  type SipResponse,
  valueOf,
  valuesOf
} from "./SipMessage.ts"
import { parseVia, type Via } from "./Via.ts"

/** A request that can be answered. */
export interface Incoming {
  readonly request: SipRequest
  readonly method: string
  readonly via: Via
  /** The values of all `Via` headers, the newest first. */
  readonly vias: ReadonlyArray<string>
  readonly from: SipAddress
  readonly to: SipAddress
  readonly callId: string
  readonly cseq: number
}

/** Checks a request. Without these headers there is no address for an answer. */
export const readRequest = (request: SipRequest): Result.Result<Incoming, Malformed> => {
  const vias = valuesOf(request, "Via").flatMap(splitList)
  const via = parseVia(vias[0] ?? "")
  const from = parseAddress(valueOf(request, "From") ?? "")
  const to = parseAddress(valueOf(request, "To") ?? "")
  const callId = valueOf(request, "Call-ID") ?? ""
  const [, number, method] = /^(\d{1,10})\s+(\S+)$/.exec(valueOf(request, "CSeq") ?? "") ?? []
  if (via === undefined) return Result.fail(malformed("it has no Via"))
  if (from === undefined || to === undefined) return Result.fail(malformed("it has no From or no To"))
  if (callId === "" || callId.length > 256) return Result.fail(malformed("it has no usable Call-ID"))
  if (method !== request.method) return Result.fail(malformed("its CSeq does not name its method"))
  return Result.succeed({ request, method, via, vias, from, to, callId, cseq: Number(number) })
}

/** The key by which the requests of one transaction are known (RFC 3261 section 17.2.3). */
export const transactionKey = (incoming: Incoming): string => {
  const { callId, cseq, from, method, to, via } = incoming
  const kind = method === "ACK" ? "INVITE" : method
  const branch = via.params.get("branch") ?? ""
  const sentBy = `${via.host}:${via.port ?? ""}`
  // Peers of RFC 2543 have no unique branch.
  return branch.startsWith("z9hG4bK")
    ? [branch, sentBy, kind].join(" ")
    : [callId, from.params.get("tag"), cseq, sentBy, to.params.get("tag"), kind].join(" ")
}

/** The parts of a response that the request does not give. */
export interface Responding {
  /** The tag of this side. It is added if the request has none in its `To`. */
  readonly tag?: string | undefined
  readonly headers?: ReadonlyArray<SipHeader>
  readonly body?: Uint8Array
}

/** Makes the response to a request (RFC 3261 section 8.2.6). */
export const respondTo = (
  { request, to, vias }: Incoming,
  status: number,
  { body = noBody, headers = [], tag }: Responding = {}
): SipResponse => {
  const copied = (name: string): ReadonlyArray<SipHeader> => valuesOf(request, name).map((value) => ({ name, value }))
  const toValue = valueOf(request, "To") ?? ""
  return {
    _tag: "Response",
    status,
    reason: reasons[status] ?? "Answered",
    headers: [
      ...vias.map((value) => ({ name: "Via", value })),
      ...copied("From"),
      { name: "To", value: tag === undefined || to.params.has("tag") ? toValue : `${toValue};tag=${tag}` },
      ...copied("Call-ID"),
      ...copied("CSeq"),
      ...headers
    ],
    body
  }
}

const reasons: Readonly<Record<number, string>> = {
  100: "Trying",
  180: "Ringing",
  200: "OK",
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  415: "Unsupported Media Type",
  420: "Bad Extension",
  480: "Temporarily Unavailable",
  481: "Call/Transaction Does Not Exist",
  482: "Loop Detected",
  486: "Busy Here",
  487: "Request Terminated",
  488: "Not Acceptable Here",
  491: "Request Pending",
  500: "Server Internal Error",
  503: "Service Unavailable",
  505: "Version Not Supported",
  600: "Busy Everywhere",
  603: "Decline"
}
