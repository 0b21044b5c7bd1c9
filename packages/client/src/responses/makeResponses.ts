import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { Response, Session } from "@antiphon/core/shapes"
import { audioReader } from "../audioReader.ts"
import { makeLog, makeRetention } from "./Log.ts"
import { openResponse, type OpenResponse } from "./openResponse.ts"
import type { RealtimeError } from "../RealtimeError.ts"
import type { RealtimeResponse, ResponseEnd } from "./RealtimeResponse.ts"

/** The responses of a session as its events tell them. */
export interface Responses {
  readonly receive: (event: ServerEvent | UnknownEvent) => void
  /** The response of this id, begun here where it is not known. */
  readonly of: (responseId: string) => RealtimeResponse
  /** Ends a response that the events did not end. */
  readonly end: (responseId: string) => void
  /** No more come, and those that run end. Loops over all responses throw `error`, where one is given. */
  readonly close: (error: RealtimeError | undefined) => void
  readonly all: AsyncIterable<RealtimeResponse>
}

const retainedBytes = 32 * 1024 * 1024
const retainedResponses = 64
/** Items and parts of all responses. An answer has a handful; a server that sends more costs no more memory than these. */
const retainedOutline = 4096

/** `endOf` tells how a response stands where no event did; `opened` hears of each. */
export const makeResponses = (options: {
  readonly session: () => Session | undefined
  readonly endOf: (responseId: string) => ResponseEnd
  readonly opened: (responseId: string) => void
}): Responses => {
  const { endOf } = options
  const retention = makeRetention(retainedBytes)
  const outline = makeRetention(retainedOutline)
  const log = makeLog<RealtimeResponse>()
  let closed = false
  const retained = new Map<string, { readonly open: OpenResponse; told: Response | undefined }>()

  const at = (id: string) => {
    const known = retained.get(id)
    if (known !== undefined) return known
    const open = openResponse(id, retention, outline, () => audioReader(retained.get(id)?.told, options.session()))
    const added = { open, told: undefined }
    retained.set(id, added)
    log.push(open.response)
    for (const [oldest, { open: forgotten }] of retained) {
      if (retained.size <= retainedResponses) break
      retained.delete(oldest)
      log.forget()
      forgotten.end(endOf(oldest))
    }
    if (closed) open.end(endOf(id))
    else options.opened(id)
    return added
  }

  return {
    receive: (event) => {
      if (event.type === "response.created") {
        at(event.response.id).told = event.response
      } else if (event.type === "response.done") {
        const { response } = event
        at(response.id).open.end({ status: response.status ?? "completed", response })
      } else if (
        event.type.startsWith("response.") &&
        "response_id" in event &&
        typeof event.response_id === "string"
      ) {
        at(event.response_id).open.receive(event)
      }
    },
    of: (responseId) => at(responseId).open.response,
    end: (responseId) => retained.get(responseId)?.open.end(endOf(responseId)),
    close: (error) => {
      closed = true
      for (const [id, { open }] of retained) open.end(endOf(id))
      log.end(error)
    },
    all: log.read("retained")
  }
}
