/** What both sides of a call know of each other (RFC 3261 section 12). */
import { parseAddress, splitList } from "../message/Address.ts"
import type { Incoming } from "../message/Incoming.ts"
import { noBody, type SipHeader, type SipRequest, valueOf, valuesOf } from "../message/SipMessage.ts"

export interface Dialog {
  readonly callId: string
  readonly localTag: string
  readonly remoteTag: string
  /** The value of `From` in requests of this side. */
  readonly local: string
  /** The value of `To` in requests of this side. */
  readonly remote: string
  /** The URI that requests of this side are for. */
  readonly target: string
  /** The proxies that requests pass, the nearest first. */
  readonly routes: ReadonlyArray<string>
}

/** The dialog that an INVITE begins. Without a `Contact` the peer is reached at its `From`. */
export const dialogOf = ({ callId, from, request }: Incoming, localTag: string): Dialog => ({
  callId,
  localTag,
  remoteTag: from.params.get("tag") ?? "",
  local: `${valueOf(request, "To") ?? ""};tag=${localTag}`,
  remote: valueOf(request, "From") ?? "",
  target: targetOf(request) ?? from.uri,
  routes: valuesOf(request, "Record-Route").flatMap(splitList)
})

/** The URI in the `Contact` of a request. */
export const targetOf = (request: SipRequest): string | undefined => {
  const [contact] = splitList(valueOf(request, "Contact") ?? "")
  return contact === undefined ? undefined : parseAddress(contact)?.uri
}

/** The key by which the requests of a call are found. */
export const dialogKey = (callId: string, localTag: string, remoteTag: string): string =>
  [localTag, remoteTag, callId].join(" ")

/** The parts of a request that the dialog does not give. */
export interface Asking {
  readonly method: string
  readonly cseq: number
  /** The value of `Via`, with a new branch. */
  readonly via: string
  readonly headers?: ReadonlyArray<SipHeader>
}

/** Makes a request inside a dialog (RFC 3261 section 12.2.1.1). */
export const requestIn = (dialog: Dialog, { cseq, headers = [], method, via }: Asking): SipRequest => ({
  _tag: "Request",
  method,
  uri: dialog.target,
  headers: [
    { name: "Via", value: via },
    { name: "Max-Forwards", value: "70" },
    ...dialog.routes.map((value) => ({ name: "Route", value })),
    { name: "From", value: dialog.local },
    { name: "To", value: dialog.remote },
    { name: "Call-ID", value: dialog.callId },
    { name: "CSeq", value: `${cseq} ${method}` },
    ...headers
  ],
  body: noBody
})
