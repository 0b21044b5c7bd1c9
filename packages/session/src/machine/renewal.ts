/**
 * Servers that count their responses, or name them all alike, use the id of an ended response again. From its beginning on the
 * id is the later one's in all that the machine keeps. The earlier one has an id that no server knows.
 */
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import { asideId, failResponse, hasEnded } from "../state/responses.ts"
import type { Draft } from "./Draft.ts"
import * as Interruption from "./interruption.ts"
import * as Playback from "./playback.ts"
import * as Requests from "./requests.ts"
import { without } from "./without.ts"

/** Whether a response begins whose id a response had that has ended, or that another has followed since. */
export const isRenewal = ({ link, session }: Draft, event: ServerEvent | UnknownEvent): boolean =>
  event.type === "response.created" &&
  (hasEnded(session, event.response.id) || link.arbiter.ended.includes(event.response.id))

/** Gives the id of a response away. The state follows when the event is taken into it. */
export const renew = (draft: Draft, id: string): void => {
  const { link } = draft
  // The end of a response that another followed may not have been readable.
  if (draft.session.responses.has(id)) draft.change((session) => failResponse(session, id))
  const as = asideId(draft.session, id)
  Requests.renewed(draft, id, as)
  Interruption.renewed(draft, id, as)
  Playback.forgetReader(draft, id)
  draft.updateLink({ unheard: without(link.unheard, id) })
}
