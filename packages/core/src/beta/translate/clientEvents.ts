/**
 * Translates client events from one dialect into the other. Each event becomes one event, and nothing is remembered.
 */
import type { ClientEvent as Ga } from "../../events/ClientEvent.ts"
import type { UnknownEvent } from "../../wire/Vocabulary.ts"
import type { ClientEvent as Beta } from "../ClientEvent.ts"
import { itemFromGa, itemToGa } from "./item.ts"
import type { Trail } from "./Lost.ts"
import { paramsFromGa, paramsToGa } from "./response.ts"
import {
  sessionToGa,
  sessionUpdateFromGa,
  transcriptionSessionFromGa,
  transcriptionSessionToGa,
  unlistedSessionFromGa
} from "./session.ts"

export const clientToGa = (event: Beta | UnknownEvent, trail: Trail): Ga | UnknownEvent => {
  switch (event.type) {
    case "session.update":
      return { ...event, session: sessionToGa(event.session, trail.at("session")) }
    case "transcription_session.update":
      return {
        ...event,
        type: "session.update",
        session: transcriptionSessionToGa(event.session, trail.at("session"))
      }
    case "conversation.item.create":
      return { ...event, item: itemToGa(event.item, trail.at("item")) }
    case "response.create": {
      const { response, ...rest } = event
      return response === undefined ? rest : { ...rest, response: paramsToGa(response, trail.at("response")) }
    }
    default:
      return event
  }
}

export const clientFromGa = (event: Ga | UnknownEvent, trail: Trail): Beta | UnknownEvent => {
  switch (event.type) {
    case "session.update": {
      const { session, ...rest } = event
      const at = trail.at("session")
      switch (session.type) {
        case "realtime":
          return { ...rest, session: sessionUpdateFromGa(session, at) }
        case "transcription":
          return { ...rest, type: "transcription_session.update", session: transcriptionSessionFromGa(session, at) }
        default:
          return { ...rest, session: unlistedSessionFromGa(session, at) }
      }
    }
    case "conversation.item.create":
      return { ...event, item: itemFromGa(event.item, trail.at("item")) }
    case "response.create": {
      const { response, ...rest } = event
      return response === undefined ? rest : { ...rest, response: paramsFromGa(response, trail.at("response")) }
    }
    default:
      return event
  }
}
