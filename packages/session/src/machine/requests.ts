/** Requests for responses. Sends what the arbiter decides, and answers the callers that wait. */
import type { ClientEvent } from "@antiphon/core"
import type { ErrorDetail, ResponseCreateParams } from "@antiphon/core/shapes"
import { InvalidCommand, NoAnswer, Refused, RequestDropped, type SessionErrorReason } from "../SessionError.ts"
import type { Draft } from "./Draft.ts"
import * as Doubt from "./doubt.ts"
import { fitsResponse } from "./fit.ts"
import type { OpenCommand } from "./OpenCommand.ts"
import { metadataLimit, withKey } from "./requestKey.ts"
import { Arbiter, type ArbiterInput, type ArbiterOutput } from "./ResponseArbiter.ts"
import type { LinkState, Request } from "./State.ts"
import { without } from "./without.ts"

/** The name that errors of a request have, whichever command asked. */
const command = "createResponse"
/** How long a caller waits for its response to begin, the time in the queue included. */
const queueMs = 120_000
/** How long a response may take to begin although the server refused its key. */
const keylessMs = 1000
/** Unwanted responses whose end may still come. */
const mostUnwanted = 64

/** Asks for a response. Without a caller no one learns what becomes of it. */
export const ask = (draft: Draft, params: ResponseCreateParams, caller: Request["caller"]): void => {
  const unfit = misfit(draft, params)
  if (unfit !== undefined) {
    if (caller !== undefined) draft.fail(caller.id, command, new InvalidCommand({ message: unfit }))
    return
  }
  const { link } = draft
  const key = draft.id("request")
  const request: Request = { params, caller, waits: true, mark: link.frames }
  draft.updateLink({ requests: new Map(link.requests).set(key, request) })
  draft.setTimer(`queue ${key}`, queueMs)
  take(draft, { _tag: "Ask", key, policy: draft.state.options.policy, aside: params.conversation === "none" })
}

/** Why a response must not be asked for, and what to do, or `undefined`. */
export const misfit = (draft: Draft, params: ResponseCreateParams): string | undefined => {
  const { speakerRate } = draft.state.options
  const plays = draft.link.trackRate === undefined && speakerRate !== undefined
  const unfit = plays ? fitsResponse(speakerRate, draft.session.session, params) : undefined
  if (unfit !== undefined) return unfit
  return Object.keys(params.metadata ?? {}).length > metadataLimit
    ? `response.metadata may have at most ${metadataLimit} pairs: the session needs one of 16`
    : undefined
}

/** Takes a step of the arbiter. `error` is the refusal that the input is. */
export const take = (draft: Draft, input: ArbiterInput, error?: ErrorDetail): void => {
  const { link } = draft
  const { arbiter, outputs } = Arbiter.step(link.arbiter, input)
  draft.updateLink({ arbiter })
  for (const key of link.arbiter.asked.keys()) if (!arbiter.asked.has(key)) draft.clearTimer(`request ${key}`)
  for (const output of outputs) perform(draft, output, error)
  if (input._tag === "Done" && input.responseId !== undefined) responseDone(draft, input.responseId)
  prune(draft)
}

/** A response that has ended cannot be cancelled, so a refusal of its cancellation says nothing. */
const responseDone = (draft: Draft, responseId: string): void => {
  const { link } = draft
  if (link.cancels.size > 0) {
    draft.updateLink({ cancels: new Map([...link.cancels].filter(([, id]) => id !== responseId)) })
  }
}

/**
 * The server said that a response has ended. Until then an unwanted response stays unwanted. A refused cancellation does not
 * change that, because a refusal that names nothing may be of something else.
 */
export const ended = (draft: Draft, responseId: string): void => {
  const { unwanted } = draft.link
  if (unwanted.has(responseId)) draft.updateLink({ unwanted: without(unwanted, responseId) })
}

/** The id of a response that has ended is a later one's from now on, and the earlier one is called `as`. */
export const renewed = (draft: Draft, responseId: string, as: string): void => {
  take(draft, { _tag: "Renewed", responseId, as })
  responseDone(draft, responseId)
  ended(draft, responseId)
}

/** Forgets the requests whose response has ended, and those that became none. */
const prune = (draft: Draft): void => {
  const { link } = draft
  if (link.requests.size === 0) return
  const { asked, queue, running } = link.arbiter
  const live = new Set([
    ...asked.keys(),
    ...queue.map(({ key }) => key),
    ...[...running.values()].map(({ key }) => key)
  ])
  const rest = [...link.requests].filter(([key, { waits }]) => waits || live.has(key))
  if (rest.length < link.requests.size) draft.updateLink({ requests: new Map(rest) })
}

/** Does what the arbiter decided. `error` is what the server said, if the decision follows from a refusal. */
const perform = (draft: Draft, output: ArbiterOutput, error: ErrorDetail | undefined): void => {
  const { link } = draft
  switch (output._tag) {
    case "SendCreate": {
      const request = link.requests.get(output.key)
      if (request !== undefined) {
        draft.updateLink({ requests: new Map(link.requests).set(output.key, { ...request, mark: link.frames }) })
      }
      send(draft, link, output.key)
      return draft.setTimer(`request ${output.key}`, draft.state.options.commandMs)
    }
    case "SendCancel": {
      const event_id = draft.id("cancel")
      draft.updateLink({ cancels: new Map(link.cancels).set(event_id, output.responseId) })
      return draft.send({ type: "response.cancel", event_id, response_id: output.responseId })
    }
    case "Began": {
      const caller = stopWaiting(draft, output.key)
      if (caller === undefined) return
      return draft.settle(caller.id, { _tag: "Began", responseId: output.responseId, itemId: caller.itemId })
    }
    case "Settled":
      if (output.why !== "refused") return fail(draft, output.key, new RequestDropped({ why: output.why }))
      return fail(
        draft,
        output.key,
        error === undefined ? new RequestDropped({ why: "rejected" }) : new Refused({ error })
      )
    case "Unwanted":
      return draft.updateLink({ unwanted: new Set([...link.unwanted].slice(1 - mostUnwanted)).add(output.responseId) })
  }
}

/** Sends a request. The key is its event id and, unless the server has refused that, in its metadata. */
const send = (draft: Draft, { keyed, requests }: LinkState, key: string): void => {
  const params = requests.get(key)?.params ?? {}
  const event: ClientEvent = { type: "response.create", event_id: key, response: keyed ? withKey(params, key) : params }
  draft.send(event)
}

/** Returns the caller if it still waited. */
const stopWaiting = (draft: Draft, key: string): Request["caller"] => {
  const request = draft.link.requests.get(key)
  if (request === undefined || !request.waits) return undefined
  draft.clearTimer(`queue ${key}`)
  draft.updateLink({ requests: new Map(draft.link.requests).set(key, { ...request, waits: false }) })
  return request.caller
}

/** Fails the caller of a request if it still waits. */
const fail = (draft: Draft, key: string, reason: SessionErrorReason): void => {
  const caller = stopWaiting(draft, key)
  if (caller !== undefined) draft.fail(caller.id, command, reason)
}

/** The caller does not want its response any more, however far it has come. Returns whether there was a request of it. */
export const withdraw = (draft: Draft, callerId: string): boolean => {
  const [key] = [...draft.link.requests].find(([, { caller }]) => caller?.id === callerId) ?? []
  if (key === undefined) return false
  stopWaiting(draft, key)
  take(draft, { _tag: "Withdraw", key })
  return true
}

/** A request waited too long to be sent, or for its response. */
export const waitedTooLong = (draft: Draft, key: string): void => {
  fail(draft, key, new NoAnswer({ afterMs: queueMs }))
  take(draft, { _tag: "Withdraw", key })
}

/** The server never answered a request. The connection is doubted, and the caller fails with `NoAnswer`. */
export const giveUp = (draft: Draft, key: string): void => {
  const { link } = draft
  if (!link.arbiter.asked.has(key)) return
  Doubt.unanswered(draft, link.requests.get(key)?.mark ?? link.frames)
  // A response that may be its answer is now taken for it.
  take(draft, { _tag: "Forget", key })
  fail(draft, key, new NoAnswer({ afterMs: draft.state.options.commandMs }))
  prune(draft)
}

/** The server refused the key, and did not answer all the same. The request is sent once more, without. */
export const sendWithoutKey = (draft: Draft, key: string): void => {
  const { link } = draft
  if (link.arbiter.asked.has(key) && link.requests.has(key)) send(draft, link, key)
}

/** Takes a refusal. Returns whether it was of a request or a cancellation. */
export const refuse = (draft: Draft, error: ErrorDetail): boolean => {
  const { link } = draft
  const eventId = error.event_id ?? ""
  const responseId = link.cancels.get(eventId)
  if (responseId !== undefined) {
    take(draft, { _tag: "Done", responseId, key: undefined })
    return true
  }
  if (!link.arbiter.asked.has(eventId)) return false
  if (link.keyed && /metadata/.test(error.param ?? error.message)) {
    draft.updateLink({ keyed: false })
    draft.setTimer(`keyless ${eventId}`, keylessMs)
    return true
  }
  const busy = error.code === "conversation_already_has_active_response"
  take(draft, { _tag: "Refused", key: eventId, busy }, error)
  return true
}

/** The request could not be sent. */
export const notSent = (draft: Draft, key: string, reason: SessionErrorReason): void => {
  fail(draft, key, reason)
  take(draft, { _tag: "Forget", key })
}

/** None can be answered any more. */
export const failAll = (draft: Draft, reason: SessionErrorReason): void => {
  for (const key of draft.link.requests.keys()) fail(draft, key, reason)
}

/**
 * The events that the server may still refuse, which are requests by their key and cancellations. A request out of band has a
 * name of its own, because no active response is in its way.
 */
export const open = ({ arbiter, cancels }: LinkState): ReadonlyArray<OpenCommand> => [
  ...[...arbiter.asked].map(([eventId, { aside }]) => ({ eventId, command: aside ? "createAside" : command })),
  ...[...cancels.keys()].map((eventId) => ({ eventId, command: "cancel" }))
]

/** Whether a key is of this session. Other clients of the same call have keys of their own. */
export const isOurs = (draft: Draft, key: string): boolean => key.startsWith(`request_${draft.state.seed}_`)

/** Whether no response is asked for, or owed to a turn. */
export const isIdle = ({ arbiter }: LinkState): boolean =>
  arbiter.owed === "nothing" && arbiter.asked.size === 0 && arbiter.queue.length === 0

/** The link without what waits. */
export const noRequests = {
  arbiter: Arbiter.start,
  requests: new Map<string, Request>(),
  cancels: new Map<string, string>(),
  unwanted: new Set<string>(),
  keyed: true
}
