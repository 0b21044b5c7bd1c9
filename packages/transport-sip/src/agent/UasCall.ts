/** One call of an agent. It drives the machine and speaks through the transactions. */
import * as Result from "effect/Result"
import { begin, type CallEnd, type CallInput, type CallOutput, type CallTimer, step } from "../call/CallMachine.ts"
import { type Asking, type Dialog, requestIn, targetOf } from "../call/Dialog.ts"
import { hostOf } from "../message/Address.ts"
import { type Incoming, respondTo } from "../message/Incoming.ts"
import { type SipHeader, type SipResponse, valueOf } from "../message/SipMessage.ts"
import { writeMessage } from "../message/writeMessage.ts"
import { type Agreed, negotiate } from "../sdp/negotiate.ts"
import { parseSdp, type Sdp } from "../sdp/Sdp.ts"
import { type Local, writeAnswer, writeOffer } from "../sdp/writeSdp.ts"
import { type Clock, makeTimers } from "./Clock.ts"
import type { Answering, Transactions } from "./Transactions.ts"
import type { Peer, Wire } from "./Wire.ts"

/** What the owner of a call learns. */
export interface CallListener {
  /** The audio was agreed on, or it changed. Comes before `ready`, and after it if the caller answers an offer. */
  readonly agreed: (agreed: Agreed) => void
  /** The caller acknowledged the answer. */
  readonly ready: () => void
  /** Called once, and last. */
  readonly ended: (why: CallEnd) => void
}

/** A call as its owner uses it. */
export interface UasCall {
  readonly dialog: Dialog
  readonly incoming: Incoming
  readonly peer: Peer
  /** Answers the call. `media` is where this side receives audio. */
  readonly accept: (media: { readonly address: string; readonly port: number }) => void
  readonly reject: (status: number) => void
  readonly hangUp: () => void
  /** Asks the caller to call another URI. `done` has the status of the answer, or `undefined` if none came. */
  readonly refer: (uri: string, done: (status: number | undefined) => void) => void
}

/** A call as its agent uses it. */
export interface RunningCall extends UasCall {
  /** Takes a request inside the dialog. */
  readonly request: (answering: Answering) => void
  readonly acked: (incoming: Incoming) => void
  readonly cancel: () => void
  readonly listen: (listener: CallListener) => void
  /** Stops the timers. */
  readonly stop: () => void
}

export interface CallParts {
  readonly answering: Answering
  readonly dialog: Dialog
  /** The description in the INVITE, and what it comes to. Absent if the caller wants an offer. */
  readonly offer: { readonly sdp: Sdp; readonly agreed: Agreed } | undefined
  readonly wire: Wire
  readonly clock: Clock
  readonly transactions: Transactions
  readonly random: () => string
  readonly over: () => void
}

/** The methods that this side takes. */
export const allow: SipHeader = { name: "Allow", value: "INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY" }

/** Reads the description in a body and what it comes to, or says with which status it is refused. */
export const readOffer = ({ request }: Incoming): Result.Result<CallParts["offer"], 415 | 488> => {
  if (request.body.length === 0) return Result.succeed(undefined)
  const type = (valueOf(request, "Content-Type") ?? "application/sdp").split(";")[0]?.trim().toLowerCase()
  if (type !== "application/sdp") return Result.fail(415)
  return parseSdp(new TextDecoder().decode(request.body)).pipe(
    Result.flatMap((sdp) => Result.map(negotiate(sdp), (agreed) => ({ sdp, agreed }))),
    Result.mapError(() => 488 as const)
  )
}

/* oxlint-disable-next-line eslint/max-lines-per-function -- the ways into a call share its state */
export const makeUasCall = (parts: CallParts): RunningCall => {
  const { answering, clock, dialog: first, transactions, wire } = parts
  const { incoming, peer } = answering
  const timers = makeTimers<CallTimer>(clock)
  const sessionId = Number.parseInt(parts.random().slice(0, 7), 36)
  let dialog = first
  let state = begin
  let listener: CallListener | undefined
  const here = wire.localFor(peer)
  let local: Local = { ...here, sessionId, version: 0 }
  let [localCseq, remoteCseq] = [0, incoming.cseq]
  /** Whether the ACK has to bring the answer to an offer of this side. */
  let wantsAnswer = parts.offer === undefined

  const host = here.address.includes(":") ? `[${here.address}]:${here.port}` : `${here.address}:${here.port}`
  const contact: SipHeader = {
    name: "Contact",
    value: `<sip:antiphon@${host}${peer.transport === "TCP" ? ";transport=tcp" : ""}>`
  }
  const tag = dialog.localTag

  const ask = (asking: Omit<Asking, "cseq" | "via">, done: (response: SipResponse | undefined) => void): void => {
    localCseq += 1
    const via = `SIP/2.0/${peer.transport} ${host};branch=z9hG4bK${parts.random()};rport`
    const request = requestIn(dialog, {
      ...asking,
      cseq: localCseq,
      via,
      headers: [contact, ...(asking.headers ?? [])]
    })
    transactions.ask(request, nextHop(dialog, peer), done)
  }
  const perform = (output: CallOutput): void => {
    switch (output._tag) {
      case "Answer":
        return answering.respond(output.response)
      case "Repeat":
        return wire.send(writeMessage(output.response), peer)
      case "Start": {
        const { ms, timer } = output
        return timers.start(timer, ms, () => take({ _tag: "Timer", timer }))
      }
      case "Stop":
        return timers.stop(output.timer)
      case "Ready":
        return listener?.ready()
      case "SendBye":
        return ask({ method: "BYE" }, () => take({ _tag: "ByeAnswered" }))
      case "Ended":
        timers.clear()
        parts.over()
        return listener?.ended(output.why)
    }
  }
  const take = (input: CallInput): void => {
    const next = step(state, input)
    state = next.state
    for (const output of next.outputs) perform(output)
  }
  const described = (to: Incoming, offer: CallParts["offer"]): SipResponse => {
    local = { ...local, version: local.version + 1 }
    wantsAnswer = offer === undefined
    const body = offer === undefined ? writeOffer(local) : writeAnswer(offer.sdp, offer.agreed, local)
    const headers = [contact, allow, { name: "Content-Type", value: "application/sdp" }]
    return respondTo(to, 200, { tag, headers, body: new TextEncoder().encode(body) })
  }
  const refuse = (to: Answering, status: number, headers: ReadonlyArray<SipHeader> = []): void =>
    to.respond(respondTo(to.incoming, status, { tag, headers }))

  const reinvite = (to: Answering): void => {
    if (state.phase !== "talking" || state.pending !== undefined) return refuse(to, 491)
    const offer = readOffer(to.incoming)
    if (Result.isFailure(offer)) return refuse(to, offer.failure)
    const target = targetOf(to.incoming.request)
    if (target !== undefined) dialog = { ...dialog, target }
    const response = described(to.incoming, offer.success)
    to.respond(response)
    if (offer.success !== undefined) listener?.agreed(offer.success.agreed)
    take({ _tag: "Changed", cseq: to.incoming.cseq, response })
  }
  return {
    dialog,
    incoming,
    peer,
    accept: (media) => {
      local = { ...local, ...media }
      const response = described(incoming, parts.offer)
      if (parts.offer !== undefined) listener?.agreed(parts.offer.agreed)
      take({ _tag: "Accept", cseq: incoming.cseq, response })
    },
    reject: (status) => take({ _tag: "Reject", response: respondTo(incoming, status, { tag }) }),
    cancel: () => take({ _tag: "Cancel", response: respondTo(incoming, 487, { tag }) }),
    hangUp: () => {
      if (state.phase === "ringing") take({ _tag: "Reject", response: respondTo(incoming, 480, { tag }) })
      else take({ _tag: "HangUp" })
    },
    refer: (uri, done) => {
      if (state.phase !== "talking") return done(undefined)
      const headers = [
        { name: "Refer-To", value: `<${uri}>` },
        { name: "Referred-By", value: `<sip:antiphon@${host}>` }
      ]
      ask({ method: "REFER", headers }, (response) => done(response?.status))
    },
    acked: ({ cseq, request }) => {
      if (state.pending?.cseq !== cseq) return
      const answer = wantsAnswer ? readOffer({ ...incoming, request }) : undefined
      if (answer !== undefined) {
        wantsAnswer = false
        if (Result.isFailure(answer) || answer.success === undefined) {
          take({ _tag: "Acked", cseq })
          return take({ _tag: "HangUp" })
        }
        listener?.agreed(answer.success.agreed)
      }
      take({ _tag: "Acked", cseq })
    },
    request: (to) => {
      const { cseq, method, request } = to.incoming
      if (cseq < remoteCseq) return refuse(to, 500)
      remoteCseq = cseq
      switch (method) {
        case "INVITE":
          return reinvite(to)
        case "BYE":
          to.respond(respondTo(to.incoming, 200, { tag }))
          return take({ _tag: "Bye", response: respondTo(incoming, 487, { tag }) })
        case "OPTIONS":
          return to.respond(respondTo(to.incoming, 200, { tag, headers: [allow] }))
        case "NOTIFY":
          to.respond(respondTo(to.incoming, 200, { tag }))
          // The caller reports that it reached the one that it was referred to (RFC 3515 section 2.4.5).
          if (/^SIP\/2\.0 2\d\d/.test(new TextDecoder().decode(request.body))) take({ _tag: "HangUp" })
          return
        default:
          return refuse(to, 405, [allow])
      }
    },
    stop: timers.clear,
    listen: (given) => {
      listener = given
    }
  }
}

/** Where requests of this side go. A name is not looked up, and the address that the INVITE came from stands for it. */
const nextHop = (dialog: Dialog, peer: Peer): Peer => {
  if (peer.transport === "TCP") return peer
  const [route] = dialog.routes
  const uri = route === undefined ? dialog.target : (/<([^>]*)>/.exec(route)?.[1] ?? route)
  return { ...peer, ...hostOf(uri) }
}
