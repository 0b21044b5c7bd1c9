/**
 * Decides which response runs next. A pure machine over the client's requests and the server's events. At most one response writes
 * to the conversation (protocol sections 1.5, 2 (8) and (9)); those out of band run beside it. Responses go by their id.
 * Requests go by a key of the client that most servers echo. A server that echoes may still leave the key out of a response.
 * Such a response may be the answer, and is taken for it at its end, or when the time for the request is over. Every request
 * is settled once, at the latest when its time is over, and a refusal settles a request that no response has answered.
 */

import {
  answeredMaybe,
  answeredRequest,
  answerTurn,
  mayBeOfTurn,
  owesTurn,
  presume,
  turnAnswered
} from "./answeredRequest.ts"
import type { ArbiterInput, ArbiterOutput, Policy, Settlement } from "./ArbiterMessage.ts"
import { type Arbiter as State, type ArbiterStep, type Request, isBusy, start } from "./ArbiterState.ts"
import { withoutKey } from "./without.ts"

export type Arbiter = State
export type { ArbiterInput, ArbiterOutput, Policy, Settlement }

/** Requests that may wait. The next is rejected. */
const queueLimit = 64
/** How many ended responses are remembered. */
const endedKept = 64

const only = (arbiter: Arbiter, ...outputs: ReadonlyArray<ArbiterOutput>): ArbiterStep => ({ arbiter, outputs })

const settled = (key: string, why: Settlement): ArbiterOutput => ({ _tag: "Settled", key, why })

/** Notes that all that write to the conversation have ended. A request that one of them may have answered keeps its id. */
const endWriters = (arbiter: Arbiter): Arbiter => {
  const all = [...arbiter.running]
  const over = all.filter(([, { aside }]) => !aside)
  let asked = arbiter.asked
  for (const [responseId, { maybe = "" }] of over) asked = answeredMaybe(asked, maybe, responseId)
  return {
    ...arbiter,
    asked,
    running: new Map(all.filter(([, { aside }]) => aside)),
    ended: [...arbiter.ended, ...over.map(([responseId]) => responseId)].slice(-endedKept)
  }
}

/** Sends a request now. */
const ask = (arbiter: Arbiter, request: Request): ArbiterStep =>
  only(
    { ...arbiter, asked: new Map(arbiter.asked).set(request.key, { ...request, withdrawn: false }) },
    { _tag: "SendCreate", key: request.key }
  )

/** Sends the first that waits, once nothing is in its way. */
const next = ({ arbiter, outputs }: ArbiterStep): ArbiterStep => {
  const [first, ...queue] = arbiter.queue
  if (first === undefined || isBusy(arbiter)) return { arbiter, outputs }
  const asked = ask({ ...arbiter, queue }, first)
  return { arbiter: asked.arbiter, outputs: [...outputs, ...asked.outputs] }
}

/** Takes back everything that writes to the conversation. */
const silence = (arbiter: Arbiter, why: Settlement): ArbiterStep => {
  const outputs: Array<ArbiterOutput> = arbiter.queue.map(({ key }) => settled(key, why))
  const asked = new Map(arbiter.asked)
  for (const request of arbiter.asked.values()) {
    if (request.aside || request.withdrawn) continue
    asked.set(request.key, { ...request, withdrawn: true })
    outputs.push(settled(request.key, why))
  }
  const running = new Map(arbiter.running)
  for (const [responseId, response] of arbiter.running) {
    if (response.aside || response.cancelled) continue
    running.set(responseId, { ...response, cancelled: true })
    outputs.push({ _tag: "SendCancel", responseId })
  }
  return { arbiter: { ...arbiter, asked, running, queue: [] }, outputs }
}

/**
 * A response began. It answers a request, or a turn, or belongs to another client. If its request was withdrawn, or its turn
 * interrupted, it is cancelled and `Unwanted`. A response that is running or has ended does not begin again.
 */
const begin = (arbiter: Arbiter, input: Extract<ArbiterInput, { _tag: "Created" }>): ArbiterStep => {
  const { responseId } = input
  if (arbiter.running.has(responseId) || arbiter.ended.includes(responseId)) return only(arbiter)
  const request = owesTurn(arbiter, input) ? undefined : answeredRequest(arbiter, input)
  const maybe = input.key === undefined && arbiter.echoes && request?.withdrawn === false ? request.key : undefined
  const key = maybe === undefined ? (input.key ?? request?.key) : undefined
  const aside = input.aside ?? request?.aside ?? false
  const unwanted =
    key === undefined
      ? !aside && arbiter.owed === "unwanted"
      : request === undefined
        ? !arbiter.presumed.includes(key)
        : request.withdrawn
  // Of those that write to the conversation there is one, so an older one has ended without a word.
  const before = aside ? arbiter : endWriters(arbiter)
  const begun: Arbiter = {
    ...(key !== undefined && input.key === undefined ? presume(before, key) : before),
    asked: key === undefined ? before.asked : withoutKey(before.asked, key),
    running: new Map(before.running).set(responseId, { key, maybe, aside, cancelled: unwanted }),
    owed: key === undefined && !aside ? "nothing" : arbiter.owed,
    lapsed: aside && arbiter.lapsed,
    echoes: arbiter.echoes || input.key !== undefined || input.echoes === true
  }
  if (unwanted) return only(begun, { _tag: "SendCancel", responseId }, { _tag: "Unwanted", responseId })
  return key === undefined || request === undefined ? only(begun) : only(begun, { _tag: "Began", key, responseId })
}

/** A response ended, and the next request may go. A request whose response was never seen to begin has begun by that. */
const finish = (arbiter: Arbiter, input: Extract<ArbiterInput, { _tag: "Done" }>): ArbiterStep => {
  const { responseId } = input
  const isUnread = ![...arbiter.running.values()].some(({ aside }) => !aside)
  if (responseId === undefined) {
    return next(only(endWriters(isUnread && mayBeOfTurn(arbiter, input) ? turnAnswered(arbiter) : arbiter)))
  }
  const running = arbiter.running.get(responseId)
  const isKnown = running !== undefined || arbiter.ended.includes(responseId)
  if (!isKnown && mayBeOfTurn(arbiter, input)) {
    const ended = [...arbiter.ended.slice(1 - endedKept), responseId]
    return next(only({ ...answerTurn(arbiter, input, responseId), ended }))
  }
  // If its beginning was not understood, it is still the answer to its request.
  const request = isKnown ? arbiter.asked.get(input.key ?? running?.maybe ?? "") : answeredRequest(arbiter, input)
  const ended: Arbiter = {
    ...(request === undefined || input.key !== undefined ? arbiter : presume(arbiter, request.key)),
    running: withoutKey(arbiter.running, responseId),
    asked: request === undefined ? arbiter.asked : withoutKey(arbiter.asked, request.key),
    ended: [...arbiter.ended.slice(1 - endedKept), responseId]
  }
  return next(
    request === undefined || request.withdrawn
      ? only(ended)
      : only(ended, { _tag: "Began", key: request.key, responseId })
  )
}

/**
 * The server refused a request. If another response is in the way, the policy of the request decides. It waits in front of the
 * queue, cancels that response, or is rejected.
 */
const refuse = (arbiter: Arbiter, key: string, busy: boolean): ArbiterStep => {
  const request = arbiter.asked.get(key)
  if (request === undefined) return only(arbiter)
  const rest: Arbiter = { ...arbiter, asked: withoutKey(arbiter.asked, key) }
  if (request.withdrawn) return next(only(rest))
  const inTheWay = [...rest.running].find(([, { aside }]) => !aside)
  if (!busy || inTheWay === undefined) return next(only(rest, settled(key, "refused")))
  const [responseId, response] = inTheWay
  switch (request.policy) {
    case "reject":
      return only(rest, settled(key, "rejected"))
    case "queue":
      return only({ ...rest, queue: [request, ...rest.queue] })
    case "replace": {
      const running = new Map(rest.running).set(responseId, { ...response, cancelled: true })
      const waiting: Arbiter = { ...rest, running, queue: [request, ...rest.queue] }
      return response.cancelled ? only(waiting) : only(waiting, { _tag: "SendCancel", responseId })
    }
  }
}

/**
 * Takes back one request. A request that waits is dropped, and a response that answers it is cancelled. If it was sent and has
 * no response yet, that response is cancelled when it begins.
 */
const withdraw = (arbiter: Arbiter, key: string): ArbiterStep => {
  if (arbiter.queue.some((request) => request.key === key)) {
    return only(
      { ...arbiter, queue: arbiter.queue.filter((request) => request.key !== key) },
      settled(key, "withdrawn")
    )
  }
  const request = arbiter.asked.get(key)
  const [responseId, response] =
    [...arbiter.running].find(([, running]) => running.key === key || running.maybe === key) ?? []
  const isCancelled = responseId === undefined || response === undefined || response.cancelled
  const cancelled = isCancelled
    ? arbiter
    : { ...arbiter, running: new Map(arbiter.running).set(responseId, { ...response, cancelled: true }) }
  const outputs: ReadonlyArray<ArbiterOutput> = isCancelled ? [] : [{ _tag: "SendCancel", responseId }]
  if (request === undefined || request.withdrawn) return only(cancelled, ...outputs)
  const asked = new Map(arbiter.asked).set(key, { ...request, withdrawn: true })
  return only({ ...cancelled, asked }, settled(key, "withdrawn"), ...outputs)
}

/** The time for a request is over. It is the response that may be its answer, or none. */
const forget = (arbiter: Arbiter, key: string): ArbiterStep => {
  const request = arbiter.asked.get(key)
  if (request === undefined) return next(only(arbiter))
  const [running, response] = [...arbiter.running].find(([, { maybe }]) => maybe === key) ?? []
  const responseId = running ?? request.maybe
  if (responseId === undefined) return next(only({ ...arbiter, asked: withoutKey(arbiter.asked, key) }))
  const answered = presume(arbiter, key)
  const began: ReadonlyArray<ArbiterOutput> = request.withdrawn ? [] : [{ _tag: "Began", key, responseId }]
  if (running === undefined || response === undefined) return next(only(answered, ...began))
  const taken = new Map(arbiter.running).set(running, { ...response, key, maybe: undefined })
  return next(only({ ...answered, running: taken }, ...began))
}

/** The id of an ended response is a later one's. A request that the earlier may have answered knows it by its other id. */
const renew = (arbiter: Arbiter, responseId: string, as: string): Arbiter => {
  const ended = arbiter.ended.map((each) => (each === responseId ? as : each))
  const request = [...arbiter.asked.values()].find(({ maybe }) => maybe === responseId)
  return { ...arbiter, ended, asked: answeredMaybe(arbiter.asked, request?.key ?? "", as) }
}

const step = (arbiter: Arbiter, input: ArbiterInput): ArbiterStep => {
  switch (input._tag) {
    case "Ask": {
      const request = { key: input.key, policy: input.policy, aside: input.aside }
      if (request.aside || !isBusy(arbiter)) return ask(arbiter, request)
      if (request.policy === "reject" || (request.policy === "queue" && arbiter.queue.length >= queueLimit)) {
        return only(arbiter, settled(request.key, "rejected"))
      }
      if (request.policy === "queue") return only({ ...arbiter, queue: [...arbiter.queue, request] })
      const cleared = silence(arbiter, "replaced")
      return { arbiter: { ...cleared.arbiter, queue: [request] }, outputs: cleared.outputs }
    }
    case "Withdraw":
      return withdraw(arbiter, input.key)
    case "Silence": {
      const { arbiter: silent, outputs } = silence(arbiter, "withdrawn")
      return { arbiter: silent.owed === "wanted" ? { ...silent, owed: "unwanted" } : silent, outputs }
    }
    case "TurnEnds":
      return only({ ...arbiter, owed: "wanted" })
    case "TurnBegins":
    case "TurnDropped": {
      const lapsed = arbiter.lapsed || input._tag === "TurnBegins"
      return only(arbiter.owed === "nothing" ? arbiter : { ...arbiter, owed: "nothing", lapsed })
    }
    case "Created":
      return begin(arbiter, input)
    case "Done":
      return finish(arbiter, input)
    case "Renewed":
      return only(renew(arbiter, input.responseId, input.as))
    case "Refused":
      return refuse(arbiter, input.key, input.busy)
    case "Forget":
      return forget(arbiter, input.key)
  }
}

/** `start` is the arbiter of a new connection. `step(arbiter, input)` returns the arbiter after an input, and what to do. */
export const Arbiter = { start, step }
