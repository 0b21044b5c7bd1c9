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

/** Makes the ornaments of one connection. They live as long as it does. */
export const makeOrnaments = (): Ornaments => {
  let temperature = defaultTemperature
  let asked = temperature

  const withObjects = (response: Response): Response => ({
    ...response,
    temperature,
    ...(response.output == null ? {} : { output: response.output.map((item) => withObject(item)) })
  })

  return {
    received: (event) => {
      if (event.type === "session.update") asked = event.session.temperature ?? asked
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
        case "response.done":
          return { ...event, response: withObjects(event.response) }
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
