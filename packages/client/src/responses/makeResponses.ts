import type { AudioFormat } from "@antiphon/audio"
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
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

export const makeResponses = (options: {
  /** The format of a response's audio. */
  readonly formatOf: (responseId: string) => AudioFormat
  /** How a response stands if no event ended it. */
  readonly endOf: (responseId: string) => ResponseEnd
  /** Follows a response that begins to its end. Returns what stops it, once the response is not kept any more. */
  readonly opened: (responseId: string) => () => void
}): Responses => {
  const { endOf, formatOf } = options
  const shared = { chunks: makeRetention(retainedBytes), outline: makeRetention(retainedOutline), formatOf }
  const log = makeLog<RealtimeResponse>()
  let closed = false
  const retained = new Map<string, OpenResponse>()
  const stops = new Map<string, () => void>()

  const at = (id: string): OpenResponse => {
    const known = retained.get(id)
    if (known !== undefined) return known
    const open = openResponse(id, shared)
    retained.set(id, open)
    log.push(open.response)
    for (const [oldest, forgotten] of retained) {
      if (retained.size <= retainedResponses) break
      retained.delete(oldest)
      stops.get(oldest)?.()
      stops.delete(oldest)
      log.forget()
      forgotten.end(endOf(oldest))
    }
    if (closed) open.end(endOf(id))
    else stops.set(id, options.opened(id))
    return open
  }

  return {
    receive: (event) => {
      if (event.type === "response.created") {
        at(event.response.id)
      } else if (event.type === "response.done") {
        const { response } = event
        const status = response.status === "in_progress" ? "incomplete" : response.status
        at(response.id).receive(event)
        at(response.id).end(responseEnd(status ?? response.status_details?.type ?? "completed", response, false))
      } else if (
        event.type.startsWith("response.") &&
        "response_id" in event &&
        typeof event.response_id === "string"
      ) {
        at(event.response_id).receive(event)
      }
    },
    of: (responseId) => at(responseId).response,
    end: (responseId) => retained.get(responseId)?.end(endOf(responseId)),
    close: (error) => {
      closed = true
      for (const [id, open] of retained) open.end(endOf(id))
      log.end(error)
    },
    all: log.read("retained")
  }
}
