import type { AudioFormat } from "@antiphon/audio"
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { Response } from "@antiphon/core/shapes"
import type { RealtimeError } from "../RealtimeError.ts"
import { makeLog, makeRetention } from "./Log.ts"
import { openResponse, type OpenResponse } from "./openResponse.ts"
import { responseEnd } from "./responseEnd.ts"
import type { RealtimeResponse, ResponseEnd } from "./RealtimeResponse.ts"

/** The responses of a session, built from its events. */
export interface Responses {
  readonly receive: (event: ServerEvent | UnknownEvent) => void
  /** Returns the response of this id, and opens it if it is unknown. */
  readonly of: (responseId: string) => RealtimeResponse
  /** Ends a response that no event ended. */
  readonly end: (responseId: string) => void
  /** Ends all responses, and accepts no more. Loops over all responses throw `error` if it is given. */
  readonly close: (error: RealtimeError | undefined) => void
  readonly all: AsyncIterable<RealtimeResponse>
}

const retainedBytes = 32 * 1024 * 1024
const retainedResponses = 64
/** The most items and parts of all responses. An answer has a handful, so only a faulty server reaches this. */
const retainedOutline = 4096

/** A response that is kept. */
interface Retained {
  readonly id: string
  readonly open: OpenResponse
  /** Stops to follow it to its end. */
  stop: () => void
  /** How the server showed it as it ended, or `undefined` before. */
  over: { readonly shown: Response | undefined } | undefined
}

export const makeResponses = (options: {
  /** The format of a response's audio. */
  readonly formatOf: (responseId: string) => AudioFormat
  /** How a response stands if no event ended it. */
  readonly endOf: (responseId: string) => ResponseEnd
  /** How the server showed a response last. */
  readonly shownOf: (responseId: string) => Response | undefined
  /** Follows a response that begins to its end. Returns what stops it, once the response is not kept any more. */
  readonly opened: (responseId: string) => () => void
}): Responses => {
  const { endOf, formatOf, shownOf } = options
  const shared = { chunks: makeRetention(retainedBytes), outline: makeRetention(retainedOutline), formatOf }
  const log = makeLog<RealtimeResponse>()
  let closed = false
  /** Oldest first. */
  const retained = new Set<Retained>()
  /** By id. A server may use the id of an ended response again, and the id is the later one's then. */
  const byId = new Map<string, Retained>()

  const end = (one: Retained, how: ResponseEnd, shown: Response | undefined): void => {
    one.over ??= { shown }
    one.open.end(how)
  }
  const begin = (id: string): Retained => {
    byId.get(id)?.stop()
    const one: Retained = { id, open: openResponse(id, shared), stop: () => {}, over: undefined }
    retained.add(one)
    byId.set(id, one)
    log.push(one.open.response)
    for (const oldest of retained) {
      if (retained.size <= retainedResponses) break
      retained.delete(oldest)
      if (byId.get(oldest.id) === oldest) byId.delete(oldest.id)
      oldest.stop()
      log.forget()
      oldest.open.end(endOf(oldest.id))
    }
    if (closed) end(one, endOf(id), undefined)
    else one.stop = options.opened(id)
    return one
  }
  const at = (id: string): Retained => byId.get(id) ?? begin(id)

  return {
    receive: (event) => {
      if (event.type === "response.created") {
        const known = byId.get(event.response.id)
        if (known === undefined || known.over !== undefined) begin(event.response.id)
      } else if (event.type === "response.done") {
        const { response } = event
        const status = response.status === "in_progress" ? "incomplete" : response.status
        at(response.id).open.receive(event)
        const how = responseEnd(status ?? response.status_details?.type ?? "completed", response, false)
        end(at(response.id), how, response)
      } else if (
        event.type.startsWith("response.") &&
        "response_id" in event &&
        typeof event.response_id === "string"
      ) {
        at(event.response_id).open.receive(event)
      }
    },
    of: (responseId) => {
      const known = byId.get(responseId)
      // The caller learns of its response before its events come.
      const isEarlier = known?.over !== undefined && known.over.shown !== shownOf(responseId)
      return (isEarlier ? begin(responseId) : at(responseId)).open.response
    },
    end: (responseId) => {
      const known = byId.get(responseId)
      if (known !== undefined) end(known, endOf(responseId), shownOf(responseId))
    },
    close: (error) => {
      closed = true
      for (const one of retained) end(one, endOf(one.id), undefined)
      log.end(error)
    },
    all: log.read("retained")
  }
}
