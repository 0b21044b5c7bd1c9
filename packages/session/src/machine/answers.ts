/** Commands that wait for their answers. Answers do not name the event that they answer. Refusals do (protocol section 1.3). */
import type { ClientEvent, ServerEvent, UnknownEvent } from "@antiphon/core"
import * as AddedItems from "./addedItems.ts"
import type { Draft } from "./Draft.ts"
import { withoutKey } from "./without.ts"
import type { Answer } from "./Message.ts"
import type { OpenCommand } from "./OpenCommand.ts"
import type { Awaits, Then, Waiting } from "./State.ts"

/**
 * Waits for an answer. An event that may be refused is entered here before it is sent. If `timed`, the wait ends after the
 * time for a command. Items of a replay are not, because the replay has a timer of its own.
 */
export const expect = (
  draft: Draft,
  wait: { readonly eventId: string; readonly command: string; readonly awaits: Awaits; readonly then: Then },
  timed = true
): void => {
  const { link } = draft
  const waiting = new Map(link.waiting).set(wait.eventId, { ...wait, mark: link.frames })
  draft.updateLink({
    waiting,
    ...(wait.awaits._tag === "Added" ? { added: AddedItems.choose(link.added, wait.awaits.item.id) } : {})
  })
  if (timed) draft.setTimer(`answer ${wait.eventId}`, draft.state.options.commandMs)
}

/** Sends an event and waits for its answer. */
export const ask = (
  draft: Draft,
  event: ClientEvent & { readonly event_id: string },
  wait: { readonly command: string; readonly awaits: Awaits; readonly then: Then }
): void => {
  expect(draft, { ...wait, eventId: event.event_id })
  draft.send(event, false)
}

/** Takes the command of an event out of those that wait. */
export const take = (draft: Draft, eventId: string): Waiting | undefined => {
  const { link } = draft
  const found = link.waiting.get(eventId)
  if (found === undefined) return undefined
  draft.clearTimer(`answer ${eventId}`)
  draft.updateLink({
    waiting: withoutKey(link.waiting, eventId),
    ...(found.awaits._tag === "Added" ? { added: AddedItems.forget(link.added, found.awaits.item.id) } : {})
  })
  return found
}

/** The oldest command that the event answers, which waits no more, and its answer. */
export const offer = (
  draft: Draft,
  event: ServerEvent | UnknownEvent
): { readonly waiting: Waiting; readonly answer: Answer } | undefined => {
  for (const waiting of draft.link.waiting.values()) {
    const answer = answerOf(draft, waiting.awaits, event)
    if (answer === undefined) continue
    take(draft, waiting.eventId)
    return { waiting, answer }
  }
  return undefined
}

/** The commands that the server may still refuse, oldest first. */
export const open = (draft: Draft): ReadonlyArray<OpenCommand> => [...draft.link.waiting.values()]

const done: Answer = { _tag: "Done" }

/**
 * What a waiting command succeeds with, if the event is its answer. Answers name no event of the client, so the type of the
 * event decides, and the id of the item if there is one.
 */
const answerOf = (draft: Draft, awaits: Awaits, event: ServerEvent | UnknownEvent): Answer | undefined => {
  switch (awaits._tag) {
    case "Greeting":
      return event.type === "session.created" ? done : undefined
    case "Committed":
      return event.type === "input_audio_buffer.committed" ? { _tag: "Committed", itemId: event.item_id } : undefined
    case "Cleared":
      return event.type === "input_audio_buffer.cleared" ? done : undefined
    case "Configured":
      return event.type === "session.updated" ? { _tag: "Configured", session: event.session } : undefined
    case "Deleted":
      return event.type === "conversation.item.deleted" && event.item_id === awaits.itemId ? done : undefined
    case "Retrieved":
      return event.type === "conversation.item.retrieved" && event.item.id === awaits.itemId
        ? { _tag: "Item", item: event.item }
        : undefined
    case "Added": {
      const { link } = draft
      const found = AddedItems.find(link.added, awaits.item, event)
      if (found === undefined) return undefined
      draft.updateLink({ added: found.added })
      return { _tag: "Item", item: found.found }
    }
  }
}
