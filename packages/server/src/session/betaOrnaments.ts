/** The fields of beta events that GA does not have. Every recorded session of the beta has them. */
import type { Beta, ServerEvent, UnknownEvent } from "@antiphon/core"

/** An event of the beta, as the server sends it. */
type Out = Beta.ServerEvent | UnknownEvent
/** The response in events of the beta. */
type Response = Extract<Beta.ServerEvent, { readonly type: "response.done" }>["response"]

/** The ornaments of one connection. */
export interface Ornaments {
  /** Notes the temperature that a client asks for. GA cannot carry it. */
  readonly received: (event: Beta.ClientEvent | UnknownEvent) => void
  /** Adds the fields that the GA event, from which the beta event was made, does not have. */
  readonly added: (event: Out, from: ServerEvent | UnknownEvent) => Out
}

/** The temperature of a beta session whose client asks for none. */
const defaultTemperature = 0.8
/** Requests for a response whose temperature is kept until the response begins. The oldest of more are forgotten. */
const mostRequests = 64

/**
 * The temperatures that requests for a response ask for. Requests begin or are refused in the order in which they came. A
 * response to a detected turn names no request, so the temperature of a request may go to one that begins just before it.
 */
const makeTemperatures = () => {
  let requests: ReadonlyArray<Beta.ClientEvent & { readonly type: "response.create" }> = []
  const running = new Map<string, number>()
  return {
    asked: (request: Beta.ClientEvent & { readonly type: "response.create" }): void => {
      requests = [...requests.slice(1 - mostRequests), request]
    },
    refused: ({ code, event_id, param }: { code?: unknown; event_id?: unknown; param?: unknown }): void => {
      const isFirst = code === "conversation_already_has_active_response" || String(param).startsWith("response")
      const named = requests.find((each) => typeof event_id === "string" && each.event_id === event_id)
      const gone = named ?? (isFirst ? requests[0] : undefined)
      requests = requests.filter((each) => each !== gone)
    },
    began: (id: string): void => {
      const [first, ...rest] = requests
      requests = rest
      const temperature = first?.response?.temperature
      if (typeof temperature === "number") running.set(id, temperature)
    },
    ended: (id: string): void => void running.delete(id),
    of: (id: string): number | undefined => running.get(id)
  }
}

/** Makes the ornaments of one connection. They live as long as it does. */
export const makeOrnaments = (): Ornaments => {
  let temperature = defaultTemperature
  let asked = temperature
  const temperatures = makeTemperatures()

  const withObjects = (response: Response): Response => ({
    ...response,
    temperature: temperatures.of(response.id) ?? temperature,
    ...(response.output == null ? {} : { output: response.output.map((item) => withObject(item)) })
  })

  return {
    received: (event) => {
      if (event.type === "session.update") asked = event.session.temperature ?? asked
      if (event.type === "response.create") temperatures.asked(event)
    },
    added: (event, from) => {
      switch (event.type) {
        case "session.updated":
          temperature = asked
          return { ...event, session: { ...event.session, temperature, client_secret: null } }
        case "session.created":
          return { ...event, session: { ...event.session, temperature, client_secret: null } }
        case "error":
          // A refused update leaves the temperature as it was.
          if (event.error.param?.startsWith("session") === true) asked = temperature
          temperatures.refused(event.error)
          return event
        case "transcription_session.created":
        case "transcription_session.updated":
          return { ...event, session: { ...event.session, client_secret: null } }
        case "conversation.item.created":
        case "conversation.item.retrieved":
        case "response.output_item.added":
        case "response.output_item.done":
          return { ...event, item: withObject(event.item) }
        case "response.created":
          temperatures.began(event.response.id)
          return { ...event, response: withObjects(event.response) }
        case "response.done": {
          const done = { ...event, response: withObjects(event.response) }
          temperatures.ended(event.response.id)
          return done
        }
        case "response.function_call_arguments.done":
          return from.type === event.type && from.name !== undefined ? named(event, from.name) : event
        default:
          return event
      }
    }
  }
}

/** Adds the `object` of an item. */
const withObject = <I extends object>(item: I): I => ({ object: "realtime.item", ...item })

/** Adds the name of a call. Beta servers send it, although the schema of the beta does not list it. */
const named = <E extends object>(event: E, name: unknown): E => ({ ...event, name })
