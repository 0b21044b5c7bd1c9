/** What an event calls for beyond the state: room for the next response, silence, tools, approvals. */
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { Response } from "@antiphon/core/shapes"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { Commands } from "./commands.ts"
import type { Interruptions } from "./Interruptions.ts"
import { keyOf } from "../machine/requestKey.ts"
import type { Requests } from "./Requests.ts"
import type { SessionOptions } from "../Session.ts"
import type { SessionError } from "../SessionError.ts"
import { answersTurns, interruptsItself } from "../state/settings.ts"
import type { SessionState } from "../state/SessionState.ts"
import { answerApproval, answerCalls, callsOf } from "./ToolRunner.ts"

export interface Consequences {
  readonly of: (event: ServerEvent | UnknownEvent) => void
  /** A response has ended; its id and the key of its request, where they were told. */
  readonly responseEnded: (responseId: string | undefined, response: Response | undefined) => void
  /** The user interrupted: tools that run end, and nobody wants to hear what the server plays. */
  readonly interrupted: () => void
}

/** Unwanted responses that the server may still play: most never come that far. */
const mostUnheard = 64

export const isAside = (state: SessionState, responseId: string): boolean =>
  state.responses.get(responseId)?.response?.conversation_id === null

export const makeConsequences = (options: {
  readonly session: Pick<SessionOptions, "tools" | "approveMcp">
  readonly state: () => SessionState
  readonly requests: Requests
  readonly commands: Commands
  readonly interruptions: Interruptions
  readonly newId: (kind: string) => string
  readonly run: (effect: Effect.Effect<void>) => void
  /** Where the server owns playback, stops what it plays. */
  readonly silenceServer: () => void
  /** Stops the speaker, and tells what was heard. */
  readonly cut: () => Effect.Effect<unknown>
}): Consequences => {
  const { commands, requests, state } = options
  const { approveMcp, tools } = options.session
  const approved = new Set<string>()
  const unheard = new Set<string>()
  let stop = Deferred.makeUnsafe<void>()
  const background = (effect: Effect.Effect<unknown, SessionError>): void =>
    options.run(Effect.catchCause(Effect.asVoid(effect), () => Effect.void))

  /** Who speaks unasked is made to forget what it said: nobody heard it. */
  const forget = (responseId: string): void => {
    for (const id of state().responses.get(responseId)?.items.values() ?? []) {
      const item = state().items.get(id)
      const spoken = [...(item?.parts.values() ?? [])].some(
        ({ audioMs, type }) => type === "output_audio" || audioMs > 0
      )
      if (spoken && item?.item?.type === "message" && !item.deleted) {
        options.interruptions.forget(id)
      }
    }
  }

  const playing = (): ReadonlyArray<string> =>
    [...state().responses.values()].flatMap(({ id, playback }) => (playback === "playing" ? [id] : []))

  /** What nobody wants is silenced at once, or where another is heard once its own turn has come. */
  const silence = (responseId: string): void => {
    const [oldest] = unheard
    if (unheard.size >= mostUnheard && oldest !== undefined) unheard.delete(oldest)
    unheard.add(responseId)
    if (playing().every((id) => unheard.has(id))) options.silenceServer()
  }

  /** The key of the request, if it is one of ours. Keys of other clients of the call say only that the server echoes. */
  const keyIn = (response: Response | undefined) => {
    const key = response === undefined ? undefined : keyOf(response)
    return { key: key !== undefined && requests.isOurs(key) ? key : undefined, echoes: key !== undefined }
  }
  const aside = (response: Response | undefined): boolean | undefined =>
    response?.conversation_id === undefined ? undefined : response.conversation_id === null

  const responseEnded: Consequences["responseEnded"] = (responseId, response) => {
    const unwanted = responseId !== undefined && requests.isUnwanted(responseId)
    if (unwanted) forget(responseId)
    if (responseId !== undefined) options.interruptions.ended(responseId)
    requests.tell({ _tag: "Done", responseId, ...keyIn(response), aside: aside(response) })
    // A call out of band is none of the conversation's: its output would be refused.
    if (tools === undefined || responseId === undefined || unwanted || isAside(state(), responseId)) return
    const calls = callsOf(state(), responseId)
    const spoken = state().responses.get(responseId)?.status === "completed"
    const createResponse = spoken ? Effect.asVoid(commands.createResponse()) : Effect.void
    if (calls.length > 0) background(answerCalls(tools, calls, { addItem: commands.addItem, createResponse }, stop))
  }

  return {
    responseEnded,
    interrupted: () => {
      for (const id of playing()) unheard.add(id)
      Deferred.doneUnsafe(stop, Effect.void)
      stop = Deferred.makeUnsafe()
    },
    of: (event) => {
      switch (event.type) {
        case "response.created":
          requests.tell({
            _tag: "Created",
            responseId: event.response.id,
            ...keyIn(event.response),
            aside: aside(event.response)
          })
          return requests.isUnwanted(event.response.id) ? silence(event.response.id) : undefined
        case "output_audio_buffer.started":
          return unheard.has(event.response_id) ? options.silenceServer() : undefined
        case "output_audio_buffer.stopped":
        case "output_audio_buffer.cleared":
          return void unheard.delete(event.response_id)
        case "response.done":
          return responseEnded(event.response.id, event.response)
        case "input_audio_buffer.committed":
          return answersTurns(state().session) ? requests.tell({ _tag: "TurnEnds" }) : undefined
        case "input_audio_buffer.speech_started":
          requests.tell({ _tag: "TurnBegins" })
          return interruptsItself(state().session) ? options.run(Effect.asVoid(options.cut())) : undefined
        case "conversation.item.done": {
          const { item } = event
          if (item.type === "mcp_approval_request" && "arguments" in item && approveMcp !== undefined) {
            approved.add(item.id)
            background(answerApproval(approveMcp, item, commands.addItem, options.newId("item")))
          }
          if (item.type !== "mcp_call" || !("approval_request_id" in item)) return
          if (approved.delete(item.approval_request_id ?? "")) background(commands.createResponse())
        }
      }
    }
  }
}
