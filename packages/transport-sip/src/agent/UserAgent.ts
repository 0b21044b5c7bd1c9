/**
 * The accepting side of SIP without its sockets. It takes messages and gives messages, and announces calls. Whatever
 * arrives, it does not throw.
 */
import * as Result from "effect/Result"
import { dialogKey, dialogOf } from "../call/Dialog.ts"
import { type Incoming, readRequest, respondTo, type Responding } from "../message/Incoming.ts"
import { parseMessage } from "../message/parseMessage.ts"
import { type Malformed, malformed, type SipHeader, type SipRequest, valueOf, valuesOf } from "../message/SipMessage.ts"
import { splitList } from "../message/Address.ts"
import { withSource } from "../message/Via.ts"
import { writeMessage } from "../message/writeMessage.ts"
import type { Clock } from "./Clock.ts"
import { type Answering, makeTransactions } from "./Transactions.ts"
import { allow, type CallListener, makeUasCall, readOffer, type RunningCall, type UasCall } from "./UasCall.ts"
import type { Peer, Wire } from "./Wire.ts"

export interface UserAgentOptions {
  readonly wire: Wire
  readonly clock: Clock
  /** Returns at least 12 random letters and digits, for tags and branches. */
  readonly random: () => string
  /** Calls at once. More get 503. */
  readonly maxCalls: number
  /** A call rings. It goes on ringing until it is accepted or rejected, or the caller gives up. */
  readonly onCall: (call: UasCall) => CallListener
  /** Something arrived that is no SIP. */
  readonly onOdd: (odd: Malformed, from: Peer) => void
}

export interface UserAgent {
  /** Takes one message, as a datagram or the splitter of a stream brings it. */
  readonly receive: (bytes: Uint8Array, from: Peer) => void
  /** Hangs up all calls, and rejects those that ring. */
  readonly hangUpAll: () => void
  /** Stops all timers. Nothing is sent after that. */
  readonly close: () => void
}

export const makeUserAgent = (options: UserAgentOptions): UserAgent => {
  const { clock, wire } = options
  const transactions = makeTransactions(wire, clock)
  const calls = new Map<string, RunningCall>()

  const invite = (answering: Answering): void => {
    const { incoming } = answering
    const refusal = refusalOf(incoming, calls.size >= options.maxCalls)
    if (refusal !== undefined) return refuse(answering, refusal)
    const offer = readOffer(incoming)
    if (Result.isFailure(offer)) return refuse(answering, { status: offer.failure })
    const tag = options.random()
    answering.respond(respondTo(incoming, 100))
    answering.respond(respondTo(incoming, 180, { tag, headers: [allow] }))
    const dialog = dialogOf(incoming, tag)
    const key = dialogKey(dialog.callId, tag, dialog.remoteTag)
    const call = makeUasCall({
      answering,
      dialog,
      offer: offer.success,
      wire,
      clock,
      transactions,
      random: options.random,
      over: () => calls.delete(key)
    })
    calls.set(key, call)
    call.listen(options.onCall(call))
  }
  const refuse = ({ incoming, respond }: Answering, { headers = [], status }: Refusing): void =>
    respond(respondTo(incoming, status, { tag: options.random(), headers }))

  const callOf = ({ callId, from, to }: Incoming): RunningCall | undefined =>
    calls.get(dialogKey(callId, to.params.get("tag") ?? "", from.params.get("tag") ?? ""))

  const cancel = (answering: Answering): void => {
    const open = transactions.cancelled(answering.incoming)
    if (open === undefined) return refuse(answering, { status: 481 })
    answering.respond(respondTo(answering.incoming, 200, { tag: options.random() }))
    for (const call of calls.values()) if (call.incoming === open.incoming) call.cancel()
  }
  const newRequest = (answering: Answering): void => {
    const { method, to } = answering.incoming
    if (method === "CANCEL") return cancel(answering)
    if (to.params.has("tag")) {
      const call = callOf(answering.incoming)
      return call === undefined ? refuse(answering, { status: 481 }) : call.request(answering)
    }
    if (method === "INVITE") return invite(answering)
    if (method === "OPTIONS")
      return answering.respond(respondTo(answering.incoming, 200, { tag: options.random(), headers: [allow, accepts] }))
    return refuse(answering, method === "BYE" ? { status: 481 } : { status: 405, headers: [allow] })
  }
  const request = (given: SipRequest, from: Peer): void => {
    const read = readRequest(given)
    if (Result.isFailure(read)) return options.onOdd(read.failure, from)
    const incoming = withReceived(read.success, from)
    if (incoming.method === "ACK") {
      if (!transactions.acked(incoming)) callOf(incoming)?.acked(incoming)
      return
    }
    const answering = transactions.receive(incoming, from)
    if (answering === "full") wire.send(writeMessage(respondTo(incoming, 503, busy)), from)
    else if (answering !== "repeated") newRequest(answering)
  }
  return {
    receive: (bytes, from) => {
      // Phones send empty lines to keep a way through a router open (RFC 5626 section 3.5.1).
      if (bytes.length <= 4 && bytes.every((byte) => byte === 0x0d || byte === 0x0a || byte === 0)) return
      const message = parseMessage(bytes)
      if (Result.isFailure(message)) options.onOdd(message.failure, from)
      else if (message.success._tag === "Request") request(message.success, from)
      else if (valuesOf(message.success, "Via").length === 0) options.onOdd(malformed("an answer has no Via"), from)
      else transactions.response(message.success)
    },
    hangUpAll: () => {
      for (const call of calls.values()) call.hangUp()
    },
    close: () => {
      transactions.clear()
      for (const call of calls.values()) call.stop()
      calls.clear()
    }
  }
}

/** A refusal of a request. */
interface Refusing {
  readonly status: number
  readonly headers?: ReadonlyArray<SipHeader>
}

const busy: Responding = { headers: [{ name: "Retry-After", value: "10" }] }

const accepts: SipHeader = { name: "Accept", value: "application/sdp" }

/** Why an INVITE makes no call, whatever it offers. */
const refusalOf = ({ from, request }: Incoming, isFull: boolean): Refusing | undefined => {
  const required = splitList((valueOf(request, "Require") ?? "").trim())
  if (required.length > 0) return { status: 420, headers: [{ name: "Unsupported", value: required.join(", ") }] }
  if (!from.params.has("tag")) return { status: 400 }
  return isFull ? { status: 503, ...busy } : undefined
}

/** Notes the address that a request came from in its newest `Via`. */
const withReceived = (incoming: Incoming, from: Peer): Incoming => {
  const [newest = "", ...rest] = incoming.vias
  return { ...incoming, vias: [withSource(newest, from), ...rest] }
}
