/** The ids that responses have on a connection. A server may use the id of a response that has ended again. */
import type { ClientEvent, Decoded, ServerEvent } from "@antiphon/core"
import type { Said } from "../story/Story.ts"

export interface ResponseNames {
  /** Takes what the server's machine says, and returns what it is called from then on. */
  readonly said: (event: Said) => string | undefined
  /** What the client receives, whose response has this name. */
  readonly shown: (decoded: Decoded<ServerEvent>, name: string | undefined) => Decoded<ServerEvent>
  /** The client's event by the server's ids, as the client means it. */
  readonly meant: (event: ClientEvent) => ClientEvent
  /** The client's event by the server's ids, as the server takes it. */
  readonly taken: (event: ClientEvent) => ClientEvent
}

const same: ResponseNames = {
  said: () => undefined,
  shown: (decoded) => decoded,
  meant: (event) => event,
  taken: (event) => event
}

/** The id of the response that an event names. */
const responseOf = (event: Said): string | undefined => {
  if (event.type === "response.created" || event.type === "response.done") return event.response.id
  return "response_id" in event && typeof event.response_id === "string" ? event.response_id : undefined
}

/** The event with another id of its response. */
const withResponse = (event: ServerEvent, id: string): ServerEvent => {
  if (event.type === "response.created" || event.type === "response.done") {
    return { ...event, response: { ...event.response, id } }
  }
  return "response_id" in event ? { ...event, response_id: id } : event
}

/**
 * The names of a server that uses `again` the ids of responses that have ended, or names that are all its own. Responses out of
 * band have each a name of its own, because several run at once, and one whose end cannot be read is then never known to end.
 */
export const makeResponseNames = (again: boolean): ResponseNames => {
  if (!again) return same
  const names = new Map<string, string>()
  const inUse = new Set<string>()
  /** The last response of each name, as the server and as the client know it. */
  const atServer = new Map<string, string>()
  const atClient = new Map<string, string>()
  const begin = (event: Said, id: string): string => {
    let n = 1
    while (inUse.has(`response_${n}`)) n += 1
    const isAside = event.type === "response.created" && event.response.conversation_id === null
    const name = isAside ? id : `response_${n}`
    inUse.add(name)
    names.set(id, name)
    atServer.set(name, id)
    return name
  }
  const renamed = (event: ClientEvent, ids: ReadonlyMap<string, string>): ClientEvent => {
    if (event.type !== "response.cancel" || event.response_id == null) return event
    return { ...event, response_id: ids.get(event.response_id) ?? event.response_id }
  }
  return {
    said: (event) => {
      const id = responseOf(event)
      if (id === undefined) return undefined
      const name = names.get(id) ?? begin(event, id)
      if (event.type === "response.done") inUse.delete(name)
      return name
    },
    shown: (decoded, name) => {
      if (name === undefined || decoded._tag !== "Known") return decoded
      const { event } = decoded
      if (event.type === "response.created") atClient.set(name, event.response.id)
      return { ...decoded, event: withResponse(event, name) }
    },
    meant: (event) => renamed(event, atClient),
    taken: (event) => renamed(event, atServer)
  }
}
