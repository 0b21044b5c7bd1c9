/** What an event calls for beyond the state, such as the next response, silence, tools or approvals. */
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { Response } from "@antiphon/core/shapes"
import { isSounding, isSpoken } from "../state/serverPlayback.ts"
import { answersTurns, interruptsItself } from "../state/settings.ts"
import type { SessionState } from "../state/SessionState.ts"
import type { Draft } from "./Draft.ts"
import { without } from "./without.ts"
import * as Interruption from "./interruption.ts"
import { keyOf } from "./requestKey.ts"
import * as Requests from "./requests.ts"
import * as Tools from "./tools.ts"

/** Unwanted responses that the server may still play. Most never come that far. */
const mostUnheard = 64

/** Whether a response is out of band, so that nothing of it is in the conversation. */
export const isAside = (state: SessionState, responseId: string): boolean =>
  state.responses.get(responseId)?.response?.conversation_id === null

/** If the server plays, it stops. Sent behind the cancellation. */
export const silenceServer = (draft: Draft): void => {
  if (draft.link.trackRate !== undefined) {
    draft.send({ type: "output_audio_buffer.clear", event_id: draft.id("quiet") })
  }
}

/** The responses that the server plays now. */
const playing = ({ responses }: SessionState): ReadonlyArray<string> =>
  [...responses.values()].flatMap(({ id, playback }) => (playback === "playing" ? [id] : []))

/** Stops everything that writes to the conversation or sounds. `caller` is settled with what was truncated and deleted. */
export const interrupt = (draft: Draft, caller: string): void => {
  Interruption.begin(draft, caller)
  Requests.take(draft, { _tag: "Silence" })
  const { link } = draft
  draft.updateLink({ unheard: new Set([...link.unheard, ...playing(draft.session)]) })
  Tools.stop(draft)
  if (!isQuiet(draft.session)) silenceServer(draft)
}

const isQuiet = (state: SessionState): boolean =>
  !isSounding(state) && [...state.responses.values()].every(({ status }) => status !== "in_progress")

/** A response that no one wants is silenced at once. If another is being played, that waits until it sounds. */
const silence = (draft: Draft, responseId: string): void => {
  const { link } = draft
  const unheard = new Set([...link.unheard].slice(1 - mostUnheard)).add(responseId)
  draft.updateLink({ unheard })
  if (playing(draft.session).every((id) => unheard.has(id))) silenceServer(draft)
}

/** Makes the server forget what an unwanted response said, because it was not heard. */
const forget = (draft: Draft, responseId: string): void => {
  for (const id of draft.session.responses.get(responseId)?.items.values() ?? []) {
    const item = draft.session.items.get(id)
    if (item?.item?.type === "message" && !item.deleted && isSpoken(item)) Interruption.forget(draft, id)
  }
}

/**
 * The key of the request, if it is one of ours. Keys of other clients of the call say only that the server echoes. Metadata
 * that is absent, or that could not be read, says nothing.
 */
const keyIn = (draft: Draft, response: Response | undefined) => {
  const key = response === undefined ? undefined : keyOf(response)
  return {
    key: key !== undefined && Requests.isOurs(draft, key) ? key : undefined,
    echoes: key !== undefined,
    bare: response?.metadata === null
  }
}

const aside = (response: Response | undefined): boolean | undefined =>
  response?.conversation_id === undefined ? undefined : response.conversation_id === null

/** A response has ended. Its id and its shape are `undefined` if they were not readable. */
export const responseEnded = (draft: Draft, responseId: string | undefined, response: Response | undefined): void => {
  const isUnwanted = responseId !== undefined && draft.link.unwanted.has(responseId)
  if (isUnwanted) forget(draft, responseId)
  if (responseId !== undefined) Interruption.responseEnded(draft, responseId)
  Requests.take(draft, { _tag: "Done", responseId, ...keyIn(draft, response), aside: aside(response) })
  if (responseId !== undefined) Requests.ended(draft, responseId)
  // A call out of band is not in the conversation, so its output would be refused.
  if (responseId === undefined || isUnwanted || isAside(draft.session, responseId)) return
  Tools.run(draft, responseId)
}

const responseCreated = (draft: Draft, response: Response): void => {
  const { id: responseId } = response
  Requests.take(draft, { _tag: "Created", responseId, ...keyIn(draft, response), aside: aside(response) })
  if (draft.link.unwanted.has(responseId)) silence(draft, responseId)
}

/** A turn that the client commits itself is owed no answer. Only a detected turn is, and that one has stopped before. */
const isOwed = (draft: Draft, itemId: string, before: SessionState): boolean => {
  const isCommitted = [...draft.link.waiting.values()].some(({ awaits }) => awaits._tag === "Committed")
  return answersTurns(draft.session.session) && (!isCommitted || before.turns.get(itemId)?.status === "stopped")
}

/** Takes an event that is in the state already. `before` is the state without it. */
export const of = (draft: Draft, event: ServerEvent | UnknownEvent, before: SessionState): void => {
  const { link } = draft
  switch (event.type) {
    case "response.created":
      return responseCreated(draft, event.response)
    case "output_audio_buffer.started":
      return link.unheard.has(event.response_id) ? silenceServer(draft) : undefined
    case "output_audio_buffer.stopped":
    case "output_audio_buffer.cleared":
      return draft.updateLink({ unheard: without(link.unheard, event.response_id) })
    case "response.done":
      return responseEnded(draft, event.response.id, event.response)
    case "input_audio_buffer.committed":
      return isOwed(draft, event.item_id, before) ? Requests.take(draft, { _tag: "TurnEnds" }) : undefined
    case "input_audio_buffer.speech_started":
      Requests.take(draft, { _tag: "TurnBegins" })
      return interruptsItself(draft.session.session) ? Interruption.begin(draft, undefined) : undefined
    case "conversation.item.done":
      return Tools.itemDone(draft, event.item)
  }
}
