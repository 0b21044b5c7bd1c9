/** The transactions of an agent. They drive the machines, and hold at most `most` of each kind. */
import { type Incoming, transactionKey } from "../message/Incoming.ts"
import { type SipRequest, type SipResponse, valueOf } from "../message/SipMessage.ts"
import { parseVia } from "../message/Via.ts"
import { splitList } from "../message/Address.ts"
import { writeMessage } from "../message/writeMessage.ts"
import * as Client from "../transaction/ClientTransaction.ts"
import * as Server from "../transaction/ServerTransaction.ts"
import { type Clock, makeTimers } from "./Clock.ts"
import type { Peer, Wire } from "./Wire.ts"

/** The transaction of a request that arrived. */
export interface Answering {
  readonly incoming: Incoming
  /** Where the answers go. */
  readonly peer: Peer
  readonly respond: (response: SipResponse) => void
}

export interface Transactions {
  /** Takes a request. Returns its transaction if it is new, and what became of it otherwise. */
  readonly receive: (incoming: Incoming, from: Peer) => Answering | "repeated" | "full"
  /** Takes an ACK. Returns whether it was for a final answer other than a 200. */
  readonly acked: (incoming: Incoming) => boolean
  /** The open transaction of the INVITE that a CANCEL is for. */
  readonly cancelled: (incoming: Incoming) => Answering | undefined
  /** Sends a request. `done` is called once, with `undefined` if no answer came. */
  readonly ask: (request: SipRequest, to: Peer, done: (response: SipResponse | undefined) => void) => void
  readonly response: (response: SipResponse) => void
  /** Forgets all of them and stops their timers. */
  readonly clear: () => void
}

/** Transactions of one direction. They last 32 s each, so that is sixty a second. */
const most = 2000

export const makeTransactions = (wire: Wire, clock: Clock): Transactions => {
  const servers = makeServers(wire, clock)
  const clients = makeClients(wire, clock)
  return {
    ...servers,
    ...clients,
    clear: () => {
      servers.clear()
      clients.clear()
    }
  }
}

const makeServers = (wire: Wire, clock: Clock) => {
  interface Running extends Answering {
    readonly take: (input: Server.ServerInput) => void
    readonly phase: () => Server.ServerTransaction["phase"]
    readonly stop: () => void
  }
  const running = new Map<string, Running>()

  const start = (key: string, incoming: Incoming, from: Peer): Running => {
    const timers = makeTimers<Server.ServerTimer>(clock)
    const peer = answerTo(incoming, from)
    let state = Server.begin({ isInvite: incoming.method === "INVITE", isReliable: from.transport === "TCP" })
    const take = (input: Server.ServerInput): void => {
      const next = Server.step(state, input)
      state = next.state
      for (const output of next.outputs) {
        if (output._tag === "Send") wire.send(writeMessage(output.response), peer)
        else if (output._tag === "Stop") timers.stop(output.timer)
        else if (output._tag === "Start") {
          const { timer } = output
          timers.start(timer, output.ms, () => take({ _tag: "Timer", timer }))
        } else {
          timers.clear()
          running.delete(key)
        }
      }
    }
    return {
      incoming,
      peer,
      take,
      phase: () => state.phase,
      stop: timers.clear,
      respond: (response) => take({ _tag: "Respond", response })
    }
  }
  return {
    receive: (incoming: Incoming, from: Peer): Answering | "repeated" | "full" => {
      const key = transactionKey(incoming)
      const known = running.get(key)
      if (known !== undefined) {
        known.take({ _tag: "Repeated" })
        return "repeated"
      }
      if (running.size >= most) return "full"
      const made = start(key, incoming, from)
      running.set(key, made)
      return made
    },
    acked: (incoming: Incoming): boolean => {
      const known = running.get(transactionKey(incoming))
      if (known === undefined || (known.phase() !== "completed" && known.phase() !== "confirmed")) return false
      known.take({ _tag: "Acked" })
      return true
    },
    cancelled: (incoming: Incoming): Answering | undefined => {
      const known = running.get(transactionKey({ ...incoming, method: "INVITE" }))
      return known !== undefined && (known.phase() === "trying" || known.phase() === "proceeding") ? known : undefined
    },
    clear: () => {
      for (const each of running.values()) each.stop()
      running.clear()
    }
  }
}

const makeClients = (wire: Wire, clock: Clock) => {
  const running = new Map<string, { readonly take: (input: Client.ClientInput) => void; readonly stop: () => void }>()
  return {
    ask: (request: SipRequest, to: Peer, done: (response: SipResponse | undefined) => void): void => {
      const key = clientKey(request, request.method)
      if (running.size >= most) return done(undefined)
      const timers = makeTimers<Client.ClientTimer>(clock)
      const first = Client.begin(request, to.transport === "TCP")
      let { state } = first
      const perform = (outputs: ReadonlyArray<Client.ClientOutput>): void => {
        for (const output of outputs) {
          if (output._tag === "Send") wire.send(writeMessage(output.request), to)
          else if (output._tag === "Stop") timers.stop(output.timer)
          else if (output._tag === "Start") {
            const { timer } = output
            timers.start(timer, output.ms, () => take({ _tag: "Timer", timer }))
          } else if (output._tag === "Answered") done(output.response)
          else {
            timers.clear()
            running.delete(key)
          }
        }
      }
      const take = (input: Client.ClientInput): void => {
        const next = Client.step(state, input)
        state = next.state
        perform(next.outputs)
      }
      running.set(key, { take, stop: timers.clear })
      perform(first.outputs)
    },
    response: (response: SipResponse): void => {
      const [, method = ""] = (valueOf(response, "CSeq") ?? "").split(/\s+/)
      running.get(clientKey(response, method))?.take({ _tag: "Response", response })
    },
    clear: () => {
      for (const each of running.values()) each.stop()
      running.clear()
    }
  }
}

/** The branch of the newest `Via`, which is this side's, with the method. */
const clientKey = (message: SipRequest | SipResponse, method: string): string => {
  const [via = ""] = splitList(valueOf(message, "Via") ?? "")
  return `${parseVia(via)?.params.get("branch") ?? ""} ${method}`
}

/** Where an answer goes. A peer that asks for `rport` gets it at the port that it sent from. */
const answerTo = ({ via }: Incoming, from: Peer): Peer =>
  from.transport === "TCP" || via.params.has("rport") ? from : { ...from, port: via.port ?? 5060 }
