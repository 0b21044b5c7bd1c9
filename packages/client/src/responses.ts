import type { Response, ServerEvent, Session, UnknownEvent } from "@antiphon/core"
import { audioReader } from "./audioReader.ts"
import { makeLog, makeRetention } from "./Log.ts"
import { openResponse, type OpenResponse } from "./openResponse.ts"
import type { RealtimeError } from "./RealtimeError.ts"
import type { RealtimeResponse, ResponseEnd } from "./RealtimeResponse.ts"

/** The responses of a session as its events tell them. */
export interface Responses {
  readonly receive: (event: ServerEvent | UnknownEvent) => void
  /** The response of this id, begun here where it is not known. */
  readonly of: (responseId: string) => RealtimeResponse
  /** Ends a response that the events did not end. */
  readonly end: (responseId: string, end: ResponseEnd) => void
  /** No more come; those that run end as `endOf` says. Loops over all responses throw `error`, where one is given. */
  readonly close: (endOf: (responseId: string) => ResponseEnd, error: RealtimeError | undefined) => void
  readonly all: AsyncIterable<RealtimeResponse>
}

const retainedBytes = 32 * 1024 * 1024
const retainedResponses = 64

/** `opened` hears of each response once. */
export const makeResponses = (session: () => Session | undefined, opened: (responseId: string) => void): Responses => {
  const retention = makeRetention(retainedBytes)
  const log = makeLog<RealtimeResponse>()
  const retained = new Map<string, { readonly open: OpenResponse; told: Response | undefined }>()

  const at = (id: string) => {
    const known = retained.get(id)
    if (known !== undefined) return known
    const open = openResponse(id, retention, () => audioReader(retained.get(id)?.told, session()))
    const added = { open, told: undefined }
    retained.set(id, added)
    log.push(open.response)
    for (const oldest of retained.keys()) {
      if (retained.size <= retainedResponses) break
      retained.delete(oldest)
      log.forget()
    }
    opened(id)
    return added
  }

  return {
    receive: (event) => {
      if (event.type === "response.created") {
        at(event.response.id).told = event.response
      } else if (event.type === "response.done") {
        const { response } = event
        at(response.id).open.end({ status: response.status ?? "completed", response })
      } else if ("response_id" in event && typeof event.response_id === "string") {
        at(event.response_id).open.receive(event)
      }
    },
    of: (responseId) => at(responseId).open.response,
    end: (responseId, end) => retained.get(responseId)?.open.end(end),
    close: (endOf, error) => {
      for (const [id, { open }] of retained) open.end(endOf(id))
      log.end(error)
    },
    all: log.read("retained")
  }
}
