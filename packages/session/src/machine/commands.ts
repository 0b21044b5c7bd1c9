/** Runs the commands of the caller. Says what is sent, and which event answers it (protocol sections 1.3 and 1.6). */
import { TransportError } from "@antiphon/core"
import { Disconnected, InvalidCommand } from "../SessionError.ts"
import { addItem } from "./addItem.ts"
import * as Answers from "./answers.ts"
import type { Draft } from "./Draft.ts"
import { without, withoutKey } from "./without.ts"
import { fitsRequest, fitsTurns } from "./fit.ts"
import * as InputAudio from "./inputAudio.ts"
import type { Command } from "./Message.ts"
import * as Requests from "./requests.ts"
import type { Clear } from "./State.ts"

/** Commands that may wait for a connection. */
const waitingLimit = 1024

/** A command is given. It waits if there is no connection. */
export const give = (draft: Draft, id: string, command: Command): void => {
  const { ended, gated, link } = draft.state
  const fail = (error: TransportError): void => draft.fail(id, command._tag, new Disconnected({ error }))
  if (ended !== undefined) return fail(ended)
  if (link.isReady) return run(draft, id, command)
  if (gated.size >= waitingLimit) {
    const limit = `${waitingLimit} commands that wait for a connection`
    return fail(TransportError.overflow({ events: waitingLimit, bytes: 0, limit }))
  }
  draft.update({ gated: new Map(gated).set(id, command) })
  draft.setTimer(`gate ${id}`, draft.state.options.commandMs)
}

/** No connection came in time. */
export const waitedTooLong = (draft: Draft, id: string): void => {
  const command = draft.state.gated.get(id)
  if (command === undefined) return
  draft.update({ gated: withoutKey(draft.state.gated, id) })
  const error = TransportError.timeout({
    phase: "waiting for another connection",
    afterMs: draft.state.options.commandMs
  })
  draft.fail(id, command._tag, new Disconnected({ error }))
}

/** There will be no connection. */
export const failAll = (draft: Draft, error: TransportError): void => {
  const { gated } = draft.state
  draft.update({ gated: new Map() })
  for (const [id, command] of gated) {
    draft.clearTimer(`gate ${id}`)
    draft.fail(id, command._tag, new Disconnected({ error }))
  }
}

/** The caller does not wait any more. A request for a response is withdrawn, however far it has come. */
export const withdraw = (draft: Draft, id: string): void => {
  draft.update({
    commands: withoutKey(draft.state.commands, id),
    gated: withoutKey(draft.state.gated, id),
    sending: without(draft.state.sending, id),
    cuts: draft.state.cuts.map((cut) => (cut.caller === id ? { ...cut, caller: undefined } : cut)),
    clears: new Map([...draft.state.clears].map(([each, clear]) => [each, withoutCaller(clear, id)]))
  })
  draft.clearTimer(`gate ${id}`)
  if (Requests.withdraw(draft, id)) return
  const found = [...draft.link.waiting.values()].find(({ then }) => "id" in then && then.id === id)
  if (found !== undefined) Answers.take(draft, found.eventId)
}

/** A stop of the speaker that settles the caller no more. */
const withoutCaller = (clear: Clear, id: string): Clear =>
  (clear.then._tag === "Tracks" || clear.then._tag === "Unlinked") && clear.then.id === id
    ? { ...clear, then: { ...clear.then, id: undefined } }
    : clear

/** Runs a command on a connection. Nothing is sent that the server would refuse, or answer with what the speaker cannot play. */
export const run = (draft: Draft, id: string, command: Command): void => {
  draft.update({ commands: new Map(draft.state.commands).set(id, command._tag) })
  const message = misfit(draft, command)
  if (message !== undefined) return draft.fail(id, command._tag, new InvalidCommand({ message }))
  perform(draft, id, command)
}

/**
 * Why a command must not be sent, in words for the caller, or `undefined`. A speaker is asked only if audio comes in events,
 * because tracks have one rate.
 */
const misfit = (draft: Draft, command: Command): string | undefined => {
  const { link } = draft
  const { speakerRate } = draft.state.options
  const { session } = draft.session
  const rate = link.trackRate === undefined ? speakerRate : undefined
  switch (command._tag) {
    case "sendText":
      return Requests.misfit(draft, {})
    case "sendAudio":
      return rate === undefined ? undefined : fitsTurns(rate, session)
    case "configure":
      return rate === undefined ? undefined : fitsRequest(rate, session, command.session)
    case "commit":
      return link.trackRate !== undefined ? undefined : InputAudio.tooShort(link.input, draft.session)
    default:
      return undefined
  }
}

/**
 * Sends what a command needs and says which event answers it. `sendText` is answered when the response has begun, and
 * `sendAudio` at once, because the server answers no audio.
 */
const perform = (draft: Draft, id: string, command: Command): void => {
  const { link } = draft
  const then = { _tag: "Caller", id } as const
  switch (command._tag) {
    case "sendText": {
      const content = [{ type: "input_text" as const, text: command.text }]
      return addItem(draft, { type: "message", role: "user", content }, undefined, { _tag: "Text", id })
    }
    case "sendAudio":
      draft.update({ sending: new Set(draft.state.sending).add(id) })
      return draft.settle(id, { _tag: "Done" })
    case "createResponse":
      return Requests.ask(draft, command.params, { id, itemId: undefined })
    case "addItem":
      return addItem(draft, command.item, command.after, then)
    case "commit": {
      if (link.trackRate === undefined) draft.updateLink({ input: InputAudio.commit(link.input) })
      const event = { type: "input_audio_buffer.commit", event_id: draft.id("event") } as const
      return Answers.ask(draft, event, { command: "commit", awaits: { _tag: "Committed" }, then })
    }
    case "clearInput": {
      draft.updateLink({ input: InputAudio.clear(link.input) })
      const event = { type: "input_audio_buffer.clear", event_id: draft.id("event") } as const
      return Answers.ask(draft, event, { command: "clearInput", awaits: { _tag: "Cleared" }, then })
    }
    case "configure": {
      const event = { type: "session.update", event_id: draft.id("event"), session: command.session } as const
      const awaits = { _tag: "Configured", request: command.session } as const
      return Answers.ask(draft, event, { command: "configure", awaits, then })
    }
    case "deleteItem": {
      const item_id = command.itemId
      const event = { type: "conversation.item.delete", event_id: draft.id("event"), item_id } as const
      const awaits = { _tag: "Deleted", itemId: item_id } as const
      return Answers.ask(draft, event, { command: "deleteItem", awaits, then })
    }
    case "retrieveItem": {
      const item_id = command.itemId
      const event = { type: "conversation.item.retrieve", event_id: draft.id("event"), item_id } as const
      const awaits = { _tag: "Retrieved", itemId: item_id } as const
      return Answers.ask(draft, event, { command: "retrieveItem", awaits, then })
    }
  }
}
