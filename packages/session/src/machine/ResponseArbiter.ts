/**
 * Decides which response runs next. A pure machine over the client's requests and the server's events. At most one response writes
 * to the conversation (protocol sections 1.5, 2 (8) and (9)); those out of band run beside it. Responses go by their id.
 * Requests go by a key of the client that most servers echo. From a server that never echoed one, a response without a key
 * answers the oldest request that is open, unless the server owes a turn its answer.
 */

/** What becomes of a request while another response runs: it waits, takes its place, or is refused here and now. */
export type Policy = "queue" | "replace" | "reject"

export type ArbiterInput =
  /** The client wants a response. `aside`: out of band. */
  | { readonly _tag: "Ask"; readonly key: string; readonly policy: Policy; readonly aside: boolean }
  /** The client does not want this one any more, however far it has come. */
  | { readonly _tag: "Withdraw"; readonly key: string }
  /** The client wants silence: nothing that writes to the conversation shall go on or begin. */
  | { readonly _tag: "Silence" }
  /** The server will answer a turn by itself. */
  | { readonly _tag: "TurnEnds" }
  /** A new turn begins, so the last one has its answer or will have none. */
  | { readonly _tag: "TurnBegins" }
  /** `aside` is undefined if the server did not say. */
  | {
      readonly _tag: "Created"
      readonly responseId: string
      readonly key: string | undefined
      readonly aside: boolean | undefined
      /** The server echoed a key of another client. */
      readonly echoes?: boolean
    }
  /** Without an id: a response ended and did not say which, so the one of the conversation did. */
  | {
      readonly _tag: "Done"
      readonly responseId: string | undefined
      readonly key: string | undefined
      readonly aside?: boolean | undefined
      readonly echoes?: boolean
    }
  /** The server refused the request. `busy`: because another response runs. */
  | { readonly _tag: "Refused"; readonly key: string; readonly busy: boolean }
  /** The server never answered the request. */
  | { readonly _tag: "Forget"; readonly key: string }

export type ArbiterOutput =
  | { readonly _tag: "SendCreate"; readonly key: string }
  | { readonly _tag: "SendCancel"; readonly responseId: string }
  /** The request is this response. */
  | { readonly _tag: "Began"; readonly key: string; readonly responseId: string }
  /** The request will be no response. Each request begins or is settled so, once. */
  | { readonly _tag: "Settled"; readonly key: string; readonly why: Settlement }
  /** The response was withdrawn. Nothing of it may be played. */
  | { readonly _tag: "Unwanted"; readonly responseId: string }

/** Why a request became no response: taken back, replaced by a newer one, turned away by policy, or refused by the server. */
export type Settlement = "withdrawn" | "replaced" | "rejected" | "refused"

interface Request {
  readonly key: string
  readonly policy: Policy
  readonly aside: boolean
}

export interface Arbiter {
  /** Responses that have begun and not ended, by id. */
  readonly running: ReadonlyMap<
    string,
    { readonly key: string | undefined; readonly aside: boolean; readonly cancelled: boolean }
  >
  /** Requests sent and not answered, by key. */
  readonly asked: ReadonlyMap<string, Request & { readonly withdrawn: boolean }>
  readonly queue: ReadonlyArray<Request>
  /** Whether the server owes a turn its answer, and whether anybody wants it. */
  readonly owed: "nothing" | "wanted" | "unwanted"
  /** The last responses that ended, so that one whose end comes twice does not begin again. */
  readonly ended: ReadonlyArray<string>
  /** Whether the server was seen to echo a key: a response without one is then the server's own. */
  readonly echoes: boolean
}

export interface ArbiterStep {
  readonly arbiter: Arbiter
  readonly outputs: ReadonlyArray<ArbiterOutput>
}

/** Requests that may wait; the next is rejected. */
const queueLimit = 64
const endedKept = 64

const start: Arbiter = { running: new Map(), asked: new Map(), queue: [], owed: "nothing", ended: [], echoes: false }

const isBusy = ({ asked, running }: Arbiter): boolean =>
  [...running.values(), ...asked.values()].some(({ aside }) => !aside)

const only = (arbiter: Arbiter, ...outputs: ReadonlyArray<ArbiterOutput>): ArbiterStep => ({ arbiter, outputs })

const settled = (key: string, why: Settlement): ArbiterOutput => ({ _tag: "Settled", key, why })

const without = <V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> => {
  const rest = new Map(map)
  rest.delete(key)
  return rest
}

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

/** The request that a response answers: the one of its key, else the oldest that it can be. */
const requestOf = (
  { asked, echoes: hasEchoed, owed }: Arbiter,
  { aside, echoes, key }: Pick<Extract<ArbiterInput, { _tag: "Done" }>, "aside" | "echoes" | "key">
): (Request & { readonly withdrawn: boolean }) | undefined => {
  if (key !== undefined) return asked.get(key)
  if (hasEchoed || echoes === true || (owed !== "nothing" && aside !== true)) return undefined
  for (const request of asked.values()) if (aside === undefined || request.aside === aside) return request
  return undefined
}

const begin = (arbiter: Arbiter, input: Extract<ArbiterInput, { _tag: "Created" }>): ArbiterStep => {
  const { responseId } = input
  if (arbiter.running.has(responseId) || arbiter.ended.includes(responseId)) return only(arbiter)
  const request = requestOf(arbiter, input)
  const key = input.key ?? request?.key
  const aside = input.aside ?? request?.aside ?? false
  const unwanted =
    key === undefined ? !aside && arbiter.owed === "unwanted" : request === undefined || request.withdrawn
  // Of those that write to the conversation there is one, so an older one has ended without a word.
  const beside = aside ? arbiter.running : new Map([...arbiter.running].filter(([, response]) => response.aside))
  const begun: Arbiter = {
    ...arbiter,
    asked: key === undefined ? arbiter.asked : without(arbiter.asked, key),
    running: new Map(beside).set(responseId, { key, aside, cancelled: unwanted }),
    owed: key === undefined && !aside ? "nothing" : arbiter.owed,
    echoes: arbiter.echoes || input.key !== undefined || input.echoes === true
  }
  if (unwanted) return only(begun, { _tag: "SendCancel", responseId }, { _tag: "Unwanted", responseId })
  return key === undefined ? only(begun) : only(begun, { _tag: "Began", key, responseId })
}

const finish = (arbiter: Arbiter, input: Extract<ArbiterInput, { _tag: "Done" }>): ArbiterStep => {
  const { responseId } = input
  if (responseId === undefined) {
    return next(only({ ...arbiter, running: new Map([...arbiter.running].filter(([, response]) => response.aside)) }))
  }
  const known = arbiter.running.has(responseId) || arbiter.ended.includes(responseId)
  // Its beginning was not understood: it is still the answer to its request.
  const request = known ? undefined : requestOf(arbiter, input)
  const ended: Arbiter = {
    ...arbiter,
    running: without(arbiter.running, responseId),
    asked: request === undefined ? arbiter.asked : without(arbiter.asked, request.key),
    ended: [...arbiter.ended.slice(1 - endedKept), responseId]
  }
  return next(
    request === undefined || request.withdrawn
      ? only(ended)
      : only(ended, { _tag: "Began", key: request.key, responseId })
  )
}

const refuse = (arbiter: Arbiter, key: string, busy: boolean): ArbiterStep => {
  const request = arbiter.asked.get(key)
  if (request === undefined) return only(arbiter)
  const rest: Arbiter = { ...arbiter, asked: without(arbiter.asked, key) }
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

const withdraw = (arbiter: Arbiter, key: string): ArbiterStep => {
  if (arbiter.queue.some((request) => request.key === key)) {
    return only(
      { ...arbiter, queue: arbiter.queue.filter((request) => request.key !== key) },
      settled(key, "withdrawn")
    )
  }
  const request = arbiter.asked.get(key)
  if (request !== undefined) {
    if (request.withdrawn) return only(arbiter)
    const asked = new Map(arbiter.asked).set(key, { ...request, withdrawn: true })
    return only({ ...arbiter, asked }, settled(key, "withdrawn"))
  }
  const [responseId, response] = [...arbiter.running].find(([, running]) => running.key === key) ?? []
  if (responseId === undefined || response === undefined || response.cancelled) return only(arbiter)
  const running = new Map(arbiter.running).set(responseId, { ...response, cancelled: true })
  return only({ ...arbiter, running }, { _tag: "SendCancel", responseId })
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
      return only(arbiter.owed === "nothing" ? arbiter : { ...arbiter, owed: "nothing" })
    case "Created":
      return begin(arbiter, input)
    case "Done":
      return finish(arbiter, input)
    case "Refused":
      return refuse(arbiter, input.key, input.busy)
    case "Forget":
      return next(only({ ...arbiter, asked: without(arbiter.asked, input.key) }))
  }
}

/** `start`; `step(arbiter, input)`: the arbiter after that, and what to do. */
export const Arbiter = { start, step }
