/**
 * Interruption, over both ownerships of playback (protocol section 2 (5a) and (5b)). Playback stops at once. Finished responses are
 * truncated as soon as it is known how far the speaker came. A response in progress is truncated when it ends, or after 1 s,
 * and again at its end if the server refused or more audio arrived.
 */
import type { DeleteEvent, TruncateEvent } from "@antiphon/audio"
import { cutShort } from "./cutShort.ts"
import type { Draft } from "./Draft.ts"
import { without } from "./without.ts"
import type { OpenCommand } from "./OpenCommand.ts"
import * as Playback from "./playback.ts"
import type { Cut, LinkState } from "./State.ts"

type Forgetting = TruncateEvent | DeleteEvent

/** How long a response in progress may take to end before it is truncated as it is. */
const doneMs = 1000

/** Begins an interruption. `caller` is settled with what was truncated and deleted. */
export const begin = (draft: Draft, caller: string | undefined): void => {
  const { link } = draft
  if (link.trackRate !== undefined) {
    if (draft.state.options.speakerRate !== undefined) return Playback.stop(draft, { _tag: "Tracks", id: caller })
    return caller === undefined ? undefined : draft.settle(caller, { _tag: "Interrupted", interruption: nothing })
  }
  const known = draft.session.responses
  const open = [...known.values()].filter(
    ({ response, status }) => status === "in_progress" && response?.conversation_id !== null
  )
  const id = draft.id("cut")
  const cut: Cut = {
    id,
    link: link.id,
    caller,
    known,
    renewed: new Set(),
    open: new Set(open.map((each) => each.id)),
    booked: false,
    truncated: [],
    deleted: []
  }
  draft.update({ cuts: [...draft.state.cuts, cut] })
  draft.updateLink({ muted: new Set([...link.muted, ...cut.open]) })
  if (draft.state.playback === undefined) return book(draft, id)
  Playback.stop(draft, { _tag: "Cut", cut: id })
}

const nothing = { truncated: [], deleted: [] }

const find = (draft: Draft, id: string): Cut | undefined => draft.state.cuts.find((cut) => cut.id === id)

const replace = (draft: Draft, cut: Cut): void =>
  draft.update({ cuts: draft.state.cuts.map((each) => (each.id === cut.id ? cut : each)) })

/** Whether a response had begun when the user spoke. */
const isKnown = ({ known, renewed }: Cut, responseId: string): boolean =>
  known.has(responseId) && !renewed.has(responseId)

/** The id of a response is a later one's from now on, and the earlier one is called `as`. */
export const renewed = (draft: Draft, responseId: string, as: string): void => {
  const earlier = draft.session.responses.get(responseId)
  if (earlier === undefined) return
  for (const cut of draft.state.cuts) {
    if (!isKnown(cut, responseId)) continue
    const rest = without(cut.open, responseId)
    replace(draft, {
      ...cut,
      known: cut.known.with(as, earlier),
      renewed: new Set(cut.renewed).add(responseId),
      open: rest === cut.open ? rest : new Set(rest).add(as)
    })
  }
}

/** It is known how far the speaker came. */
export const book = (draft: Draft, id: string): void => {
  const cut = find(draft, id)
  if (cut === undefined) return
  replace(draft, { ...cut, booked: true })
  say(draft, id, (response) => !cut.open.has(response))
  if (cut.open.size === 0 || draft.link.id !== cut.link) return finish(draft, id)
  draft.setTimer(`cut ${id}`, doneMs)
}

/** The responses that were being made took too long to end. */
export const waited = (draft: Draft, id: string): void => {
  say(draft, id, () => true)
  answer(draft, id)
}

/** Ends an interruption. Nothing of it is waited for any more. */
const finish = (draft: Draft, id: string): void => {
  say(draft, id, () => true)
  answer(draft, id)
  draft.clearTimer(`cut ${id}`)
  draft.update({ cuts: draft.state.cuts.filter((cut) => cut.id !== id) })
}

/** Settles the caller, once. */
const answer = (draft: Draft, id: string): void => {
  const cut = find(draft, id)
  if (cut?.caller === undefined) return
  const { caller, deleted, truncated } = cut
  replace(draft, { ...cut, caller: undefined })
  draft.settle(caller, { _tag: "Interrupted", interruption: { truncated, deleted } })
}

/** The response that made an item. */
const responseOf = (draft: Draft, itemId: string): string | undefined => draft.session.items.get(itemId)?.responseId

/**
 * Truncates and deletes what was not heard of the responses that `concerns` selects. Responses that began after the interruption
 * are never concerned. Each item is named once, because the ledger remembers what it planned.
 */
const say = (draft: Draft, id: string, concerns: (responseId: string) => boolean): void => {
  const cut = find(draft, id)
  if (cut === undefined) return
  const plan = Playback.plan(draft, (itemId) => {
    const response = responseOf(draft, itemId)
    return response !== undefined && isKnown(cut, response) && concerns(response)
  })
  if (plan.truncate.length + plan.delete.length === 0) return
  post(draft, [...plan.truncate, ...plan.delete], cut.link)
  replace(draft, {
    ...cut,
    truncated: [...cut.truncated, ...plan.truncate],
    deleted: [...cut.deleted, ...plan.delete]
  })
}

/** Sends it to the server, or enters it in the state if that connection is gone. */
const post = (draft: Draft, all: ReadonlyArray<Forgetting>, linkId: string | undefined): void => {
  const { link } = draft
  if (link.id !== linkId) return draft.change((session) => all.reduce(cutShort, session))
  const events = all.map((event) => ({ ...event, event_id: draft.id("quiet") }))
  draft.updateLink({ asked: [...link.asked, ...events] })
  for (const event of events) draft.send(event)
}

/** Makes the server forget an item of which nothing was heard. */
export const forget = (draft: Draft, itemId: string): void =>
  post(draft, [{ type: "conversation.item.delete", item_id: itemId }], draft.link.id)

/** A response has ended. */
export const responseEnded = (draft: Draft, responseId: string): void => {
  const { link } = draft
  draft.updateLink({ muted: without(link.muted, responseId) })
  for (const cut of draft.state.cuts) {
    const open = without(cut.open, responseId)
    if (open !== cut.open) replace(draft, { ...cut, open })
    if (cut.booked && open.size === 0) finish(draft, cut.id)
  }
  const due = link.tooEarly.filter(({ item_id }) => responseOf(draft, item_id) === responseId)
  if (due.length === 0) return
  draft.updateLink({ tooEarly: link.tooEarly.filter((event) => !due.includes(event)) })
  post(draft, due, link.id)
}

/** The server truncated or deleted an item. */
export const done = (draft: Draft, itemId: string): void => {
  const { link } = draft
  if (link.asked.length === 0) return
  draft.updateLink({ asked: link.asked.filter(({ item_id }) => item_id !== itemId) })
}

/** The server refused an event. If its response is still being made, it is sent again at the end. */
export const refused = (draft: Draft, eventId: string): void => {
  const { link } = draft
  if (link.asked.length === 0) return
  const of = link.asked.filter(({ event_id }) => event_id === eventId)
  if (of.length === 0) return
  draft.updateLink({
    asked: link.asked.filter(({ event_id }) => event_id !== eventId),
    tooEarly: [...link.tooEarly, ...of.filter(({ item_id }) => link.muted.has(responseOf(draft, item_id) ?? ""))]
  })
}

/** Whether an interruption that the server does not know of concerns a response. */
export const concerns = (draft: Draft, responseId: string): boolean =>
  draft.state.cuts.some((cut) => (cut.booked ? cut.open.has(responseId) : isKnown(cut, responseId)))

/** The connection is gone. What is known by now ends. The rest ends as the speaker answers. */
export const end = (draft: Draft): void => {
  for (const { booked, id } of draft.state.cuts) if (booked) finish(draft, id)
}

/** The events that the server may still refuse. */
export const open = ({ asked }: LinkState): ReadonlyArray<OpenCommand> =>
  asked.map(({ event_id = "", type }) => ({
    eventId: event_id,
    command: type === "conversation.item.truncate" ? "truncate" : "delete"
  }))

/** What was sent and the server has not answered. */
export const unanswered = ({ asked, tooEarly }: LinkState): ReadonlyArray<Forgetting> => [...asked, ...tooEarly]
