/** What beta servers show beside what GA knows, as every recorded session of the beta has it. */
import type { Beta, ServerEvent, UnknownEvent } from "@antiphon/core"

type Out = Beta.ServerEvent | UnknownEvent
type Response = Extract<Beta.ServerEvent, { readonly type: "response.done" }>["response"]

export interface Ornaments {
  /** Notes the temperature that a client asks for, which GA cannot carry. */
  readonly received: (event: Beta.ClientEvent | UnknownEvent) => void
  /** The beta event with what the GA event that it was made from does not say. */
  readonly added: (event: Out, from: ServerEvent | UnknownEvent) => Out
}

/** The temperature of a beta session that asks for none. */
const defaultTemperature = 0.8

/** Makes the ornaments of one connection. */
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

const withObject = <I extends object>(item: I): I => ({ object: "realtime.item", ...item })

/** The call's name, which the schema of the beta does not list and beta servers send. */
const named = <E extends object>(event: E, name: unknown): E => ({ ...event, name })
