/** A phone for tests. It calls a server over real sockets of this machine, talks, presses keys and hangs up. */
import type { G711Law } from "@antiphon/audio"
import * as Data from "effect/Data"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { randomUUID } from "node:crypto"
import { negotiate } from "../sdp/negotiate.ts"
import { parseSdp } from "../sdp/Sdp.ts"
import { parseAddress } from "../message/Address.ts"
import { type SipHeader, type SipRequest, type SipResponse, valueOf } from "../message/SipMessage.ts"
import type { Source } from "../rtp/Track.ts"
import { openPhoneSocket } from "./phoneSocket.ts"
import { openRtpSocket } from "../node/rtpSocket.ts"
import { makeTicker } from "../node/Ticker.ts"
import { makePhoneAudio } from "./PhoneAudio.ts"
import { answerOf, type Caller, type Calling, offerOf, requestOf } from "./PhoneMessages.ts"

export interface DialOptions {
  readonly port: number
  /** Defaults to 127.0.0.1. */
  readonly host?: string
  /** Defaults to UDP. */
  readonly transport?: "UDP" | "TCP"
  /** Defaults to PCMU. */
  readonly law?: G711Law
  /** Headers of the INVITE beside the usual ones. */
  readonly headers?: ReadonlyArray<SipHeader>
  /** Leaves the offer to the server. Defaults to false. */
  readonly withoutOffer?: boolean
}

/** The server did not take the call. */
export class Refused extends Data.TaggedError("Refused")<{ readonly status: number }> {}

/** A call that was answered. */
export interface PhoneCall {
  /** Queues samples of 8 kHz. Silence is sent when none wait. */
  readonly say: (samples: Int16Array) => void
  /** Presses a key. */
  readonly press: (key: string) => void
  /** All samples that arrived so far. */
  readonly heard: () => Int16Array
  /** Waits for the next packet that `isIt` accepts. */
  readonly next: (isIt: (samples: Int16Array) => boolean) => Effect.Effect<Int16Array>
  /** Puts the call on hold with `inactive` and takes it back with `sendrecv`. Returns the direction of the answer. */
  readonly reinvite: (direction: "sendrecv" | "sendonly" | "inactive") => Effect.Effect<string>
  /** Reports how a transfer went, as `SIP/2.0 200 OK`. */
  readonly notify: (report: string) => Effect.Effect<number>
  /** The requests of the server so far. BYE is answered with 200, and REFER with 202. */
  readonly requests: () => ReadonlyArray<SipRequest>
  /** Waits for a request of the server. */
  readonly request: (method: string) => Effect.Effect<SipRequest>
  readonly hangUp: Effect.Effect<void>
}

/** A phone that rings at the server. */
export interface Dialling {
  /** Waits for the answer. */
  readonly answered: Effect.Effect<PhoneCall, Refused>
  /** Waits for the ringing. */
  readonly rings: Effect.Effect<void>
  /** Takes the call back. */
  readonly cancel: Effect.Effect<void>
}

/** How long the server may take to answer a phone that is put down. */
const farewell = "500 millis"

/** Calls a server. The scope owns the sockets, and puts the phone down when it closes. */
// oxlint-disable-next-line eslint/max-lines-per-function -- the messages of a call share its state
export const ring = Effect.fnUntraced(function* (options: DialOptions): Effect.fn.Return<Dialling, never, Scope.Scope> {
  const { headers = [], host = "127.0.0.1", law = "audio/pcmu", port, transport = "UDP" } = options
  const server: Source = { address: host, port }
  const rings = Deferred.makeUnsafe<void>()
  const final = Deferred.makeUnsafe<SipResponse>()
  const replies = new Map<string, Deferred.Deferred<SipResponse>>()
  const requests: Array<SipRequest> = []
  const wanted = new Map<string, Deferred.Deferred<SipRequest>>()
  let audioOf: Source | undefined
  let cseq = 1
  /** The tag of the server, once it has answered. */
  let toTag: string | undefined
  let isDown = false

  const receive = (message: SipRequest | SipResponse): void => {
    if (message._tag === "Request") {
      if (message.method === "ACK") return
      socket.send(answerOf(message, message.method === "REFER" ? 202 : 200))
      requests.push(message)
      Deferred.doneUnsafe(wantedFor(message.method), Effect.succeed(message))
      return
    }
    const key = valueOf(message, "CSeq") ?? ""
    if (message.status < 200) {
      if (message.status === 180) Deferred.doneUnsafe(rings, Effect.void)
      return
    }
    const asked = key === "1 INVITE" ? final : replies.get(key)
    if (key.endsWith("INVITE")) acknowledge(message)
    if (asked !== undefined) Deferred.doneUnsafe(asked, Effect.succeed(message))
  }
  const wantedFor = (method: string): Deferred.Deferred<SipRequest> => {
    const known = wanted.get(method) ?? Deferred.makeUnsafe<SipRequest>()
    wanted.set(method, known)
    return known
  }
  const socket = yield* openPhoneSocket(transport, server, receive)
  const rtp = yield* Effect.orDie(openRtpSocket(host, (bytes) => audio.packet(bytes)))
  const audio = makePhoneAudio(law, (packet) => {
    if (audioOf !== undefined) rtp.send(packet, audioOf)
  })
  const here: Source = { address: host, port: rtp.port }
  const caller: Caller = {
    transport,
    here: socket.here,
    server,
    callId: randomUUID(),
    tag: randomUUID().slice(0, 8),
    headers
  }
  const offer = (direction: string): string => offerOf(here, law === "audio/pcmu" ? "PCMU" : "PCMA", direction)
  const branch = `z9hG4bK${caller.tag}invite`

  const acknowledge = (response: SipResponse): void => {
    const isRefusal = response.status >= 300
    const sdp = options.withoutOffer === true && !isRefusal ? offer("sendrecv") : undefined
    socket.send(
      requestOf(caller, {
        method: "ACK",
        cseq: Number((valueOf(response, "CSeq") ?? "1").split(" ")[0]),
        toTag: tagOf(response),
        sdp,
        ...(isRefusal && { branch })
      })
    )
  }
  const ask = (calling: Omit<Calling, "cseq">): Effect.Effect<SipResponse> =>
    Effect.suspend(() => {
      cseq += 1
      const reply = Deferred.makeUnsafe<SipResponse>()
      replies.set(`${cseq} ${calling.method}`, reply)
      socket.send(requestOf(caller, { ...calling, cseq }))
      return Deferred.await(reply)
    })

  const hangUp = Effect.suspend(() => {
    isDown = true
    return Effect.asVoid(ask({ method: "BYE", toTag }))
  })
  socket.send(
    requestOf(caller, {
      method: "INVITE",
      cseq: 1,
      branch,
      sdp: options.withoutOffer === true ? undefined : offer("sendrecv")
    })
  )
  const stop = makeTicker().every((now) => {
    if (audioOf !== undefined) audio.tick(now)
  })
  /** Hangs up a call that was answered and goes on, as a phone that is put down does. */
  const putDown = Effect.suspend(() => {
    const isOver = isDown || toTag === undefined || requests.some(({ method }) => method === "BYE")
    return isOver ? Effect.void : Effect.timeoutOption(hangUp, farewell)
  })
  yield* Effect.addFinalizer(() => Effect.andThen(putDown, Effect.sync(stop)))

  const answered = Effect.gen(function* () {
    const response = yield* Deferred.await(final)
    if (response.status >= 300) return yield* new Refused({ status: response.status })
    toTag = tagOf(response)
    const sdp = parseSdp(new TextDecoder().decode(response.body))
    const agreed = Result.flatMap(sdp, negotiate)
    if (Result.isSuccess(agreed)) audioOf = agreed.success
    return {
      ...audio,
      reinvite: (direction: string) =>
        Effect.map(ask({ method: "INVITE", toTag, sdp: offer(direction) }), ({ body, status }) =>
          status === 200
            ? (/^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(new TextDecoder().decode(body))?.[1] ?? "")
            : `${status}`
        ),
      notify: (report: string) => Effect.map(ask({ method: "NOTIFY", toTag, sdp: report }), ({ status }) => status),
      requests: () => [...requests],
      request: (method: string) => Deferred.await(wantedFor(method)),
      hangUp
    }
  })
  return {
    answered,
    rings: Deferred.await(rings),
    cancel: Effect.suspend(() => {
      const cancelled = Deferred.makeUnsafe<SipResponse>()
      replies.set("1 CANCEL", cancelled)
      socket.send(requestOf(caller, { method: "CANCEL", cseq: 1, branch }))
      return Effect.asVoid(Deferred.await(cancelled))
    })
  }
})

/** Calls a server and waits for its answer. */
export const dial = (options: DialOptions): Effect.Effect<PhoneCall, Refused, Scope.Scope> =>
  Effect.flatMap(ring(options), ({ answered }) => answered)

const tagOf = (response: SipResponse): string | undefined =>
  parseAddress(valueOf(response, "To") ?? "")?.params.get("tag")
