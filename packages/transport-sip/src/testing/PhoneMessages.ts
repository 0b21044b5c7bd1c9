/** What a phone says to a server, as messages. */
import type { Source } from "../rtp/Track.ts"
import { type SipHeader, type SipRequest, type SipResponse, valuesOf } from "../message/SipMessage.ts"

/** A phone that calls. */
export interface Caller {
  readonly transport: "UDP" | "TCP"
  /** Where the phone takes messages. */
  readonly here: Source
  readonly server: Source
  readonly callId: string
  readonly tag: string
  readonly headers: ReadonlyArray<SipHeader>
}

/** The parts of a request that the phone does not give. */
export interface Calling {
  readonly method: string
  readonly cseq: number
  /** The tag of the server, once it is known. */
  readonly toTag?: string | undefined
  readonly sdp?: string | undefined
  /** Another branch than a new one, for an ACK of a refusal and for a CANCEL. */
  readonly branch?: string
}

export const uriOf = ({ server }: Caller): string => `sip:antiphon@${server.address}:${server.port}`

let branches = 0

export const requestOf = (caller: Caller, { branch, cseq, method, sdp, toTag }: Calling): SipRequest => {
  const { callId, headers, here, tag, transport } = caller
  branches += 1
  return {
    _tag: "Request",
    method,
    uri: uriOf(caller),
    headers: [
      {
        name: "Via",
        value: `SIP/2.0/${transport} ${here.address}:${here.port};branch=${branch ?? `z9hG4bK${tag}${branches}`};rport`
      },
      { name: "Max-Forwards", value: "70" },
      { name: "From", value: `"A phone" <sip:phone@${here.address}:${here.port}>;tag=${tag}` },
      { name: "To", value: `<${uriOf(caller)}>${toTag === undefined ? "" : `;tag=${toTag}`}` },
      { name: "Call-ID", value: callId },
      { name: "CSeq", value: `${cseq} ${method}` },
      { name: "Contact", value: `<sip:phone@${here.address}:${here.port}>` },
      ...(method === "INVITE" ? headers : []),
      ...(sdp === undefined ? [] : [{ name: "Content-Type", value: "application/sdp" }])
    ],
    body: new TextEncoder().encode(sdp ?? "")
  }
}

/** The answer of a phone to a request of the server. */
export const answerOf = (request: SipRequest, status: number): SipResponse => ({
  _tag: "Response",
  status,
  reason: status === 202 ? "Accepted" : "OK",
  headers: ["Via", "From", "To", "Call-ID", "CSeq"].flatMap((name) =>
    valuesOf(request, name).map((value) => ({ name, value }))
  ),
  body: new Uint8Array()
})

/** The offer of a phone with one law. */
export const offerOf = ({ address, port }: Source, law: "PCMU" | "PCMA", direction: string): string => {
  const type = law === "PCMU" ? 0 : 8
  return [
    "v=0",
    `o=phone 1 1 IN IP4 ${address}`,
    "s=-",
    `c=IN IP4 ${address}`,
    "t=0 0",
    `m=audio ${port} RTP/AVP ${type} 101`,
    `a=rtpmap:${type} ${law}/8000`,
    "a=rtpmap:101 telephone-event/8000",
    "a=fmtp:101 0-15",
    `a=${direction}`,
    ""
  ].join("\r\n")
}
