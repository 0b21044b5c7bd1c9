/**
 * Servers that count their responses, or name them all alike, use the id of an ended response again. From its beginning on the
 * id is the later one's in all that the machine keeps. The earlier one has an id that no server knows.
 */
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { ResponseState } from "../state/SessionState.ts"
import { asideId, failResponse, giveIdAway, hasEnded } from "../state/responses.ts"
import type { Draft } from "./Draft.ts"
import * as Interruption from "./interruption.ts"
import * as Playback from "./playback.ts"
import * as Requests from "./requests.ts"
import { without } from "./without.ts"

/**
 * The id that an event takes from an earlier response, or `undefined`. The first event that names a response of an older
 * connection is of another response. On one connection that is so if a response begins whose id one had that has ended, or that
 * another has followed since. If its beginning could not be read, an item that begins is not one of the ended response.
 */
export const renewedBy = ({ link, session }: Draft, event: ServerEvent | UnknownEvent): string | undefined => {
  const id = responseIn(event)
  const earlier = id === undefined ? undefined : session.responses.get(id)
  if (id === undefined || earlier === undefined) return undefined
  if (link.older.get(id) === earlier) return id
  const begins =
    event.type === "response.created"
      ? hasEnded(session, id) || link.arbiter.ended.includes(id)
      : event.type === "response.output_item.added" && hasEnded(session, id) && !isOf(earlier, event.item.id)
  return begins ? id : undefined
}

/** Whether an item is one of a response. An item without an id is taken for one. */
const isOf = ({ items }: ResponseState, itemId: string | undefined): boolean =>
  itemId === undefined || [...items.values()].includes(itemId)

/** The id of the response that an event names. */
export const responseIn = (event: ServerEvent | UnknownEvent): string | undefined => {
  if (event.type === "response.created" || event.type === "response.done") return event.response.id
  return "response_id" in event && typeof event.response_id === "string" ? event.response_id : undefined
}

/** Gives the id of a response away. */
export const renew = (draft: Draft, id: string): void => {
  // The end of a response that another followed may not have been readable.
  draft.change((session) => failResponse(session, id))
  const as = asideId(draft.session, id)
  Requests.renewed(draft, id, as)
  Interruption.renewed(draft, id, as)
  Playback.read(draft, id, undefined)
  const { link } = draft
  draft.updateLink({ muted: without(link.muted, id), unheard: without(link.unheard, id) })
  draft.change((session) => giveIdAway(session, id))
}
