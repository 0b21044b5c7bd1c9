/** An agent on a wire and a clock of the test, which plays a minute in no time. */
import {
  makeUserAgent,
  parseMessage,
  type Malformed,
  type Peer,
  type SipMessage,
  type UasCall,
  valueOf
} from "@antiphon/transport-sip"
import * as Result from "effect/Result"

export const udp: Peer = { transport: "UDP", address: "127.0.0.1", port: 5999 }
export const tcp: Peer = { ...udp, transport: "TCP" }

interface Timer {
  readonly at: number
  readonly work: () => void
}

/** A clock that stands until it is moved. */
export const makeTestClock = () => {
  const timers = new Set<Timer>()
  let now = 0
  return {
    now: () => now,
    pending: () => timers.size,
    after: (ms: number, work: () => void) => {
      const timer = { at: now + ms, work }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    move: (ms: number) => {
      const until = now + ms
      for (;;) {
        let next: Timer | undefined
        for (const timer of timers) if (timer.at <= until && (next === undefined || timer.at < next.at)) next = timer
        if (next === undefined) break
        timers.delete(next)
        now = next.at
        next.work()
      }
      now = until
    }
  }
}

/** What the agent sent, and when. */
export interface Sent {
  readonly at: number
  readonly line: string
  readonly message: SipMessage
  readonly to: Peer
}

export const makeTestAgent = (options: { readonly maxCalls?: number } = {}) => {
  const clock = makeTestClock()
  const sent: Array<Sent> = []
  const odd: Array<Malformed> = []
  const calls: Array<UasCall> = []
  const events: Array<string> = []
  let serial = 0
  const agent = makeUserAgent({
    wire: {
      send: (bytes, to) => {
        const message = Result.getOrThrow(parseMessage(bytes))
        const line =
          message._tag === "Request" ? message.method : `${message.status} ${valueOf(message, "CSeq")?.split(" ")[1]}`
        sent.push({ at: clock.now(), line, message, to })
      },
      localFor: () => ({ address: "127.0.0.1", port: 5060 })
    },
    clock,
    random: () => `random${(serial += 1).toString().padStart(8, "0")}`,
    maxCalls: options.maxCalls ?? 10,
    onCall: (call) => {
      calls.push(call)
      return {
        agreed: ({ direction }) => events.push(`agreed ${direction}`),
        ready: () => events.push("ready"),
        ended: (why) => events.push(why)
      }
    },
    onOdd: (each) => odd.push(each)
  })
  const receive = (text: string, from: Peer = udp): void => agent.receive(new TextEncoder().encode(text), from)
  const lines = (): ReadonlyArray<string> => sent.map(({ line }) => line)
  return { agent, calls, clock, events, lines, odd, receive, sent }
}

export const offer = [
  "v=0",
  "o=- 1 1 IN IP4 127.0.0.1",
  "s=-",
  "c=IN IP4 127.0.0.1",
  "t=0 0",
  "m=audio 6000 RTP/AVP 8 0 101",
  "a=rtpmap:101 telephone-event/8000",
  ""
].join("\r\n")

interface Asked {
  readonly cseq?: number
  readonly branch?: string
  readonly toTag?: string | undefined
  readonly body?: string
  readonly headers?: ReadonlyArray<string>
}

/** A request of a phone, as text. */
export const request = (
  method: string,
  { body = "", branch = "z9hG4bKone", cseq = 1, headers = [], toTag }: Asked = {}
): string =>
  [
    `${method} sip:antiphon@127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:5999;branch=${branch};rport`,
    "From: <sip:phone@127.0.0.1:5999>;tag=phone",
    `To: <sip:antiphon@127.0.0.1>${toTag === undefined ? "" : `;tag=${toTag}`}`,
    "Call-ID: one@phone",
    `CSeq: ${cseq} ${method}`,
    "Contact: <sip:phone@127.0.0.1:5999>",
    ...headers,
    ...(body === "" ? [] : ["Content-Type: application/sdp"]),
    `Content-Length: ${body.length}`,
    "",
    body
  ].join("\r\n")

/** A call that was answered and acknowledged, with the tag of the agent. */
export const talking = () => {
  const test = makeTestAgent()
  test.receive(request("INVITE", { body: offer }))
  test.calls[0]?.accept({ address: "127.0.0.1", port: 7000 })
  const toTag = test.calls[0]?.dialog.localTag
  test.receive(request("ACK", { branch: "z9hG4bKack", toTag }))
  return { ...test, toTag }
}
