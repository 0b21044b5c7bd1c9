/**
 * The frames of xAI, from and into GA. The ids of these are shortened.
 *
 * - `{"type":"session.created","session":{"voice":"ara","modalities":["audio"],"turn_detection":{"type":null},…}}`
 * - `{"type":"response.created","response":{"status_details":"unimplemented","usage":{},…}}`
 * - `{"type":"conversation.item.input_audio_transcription.updated","item_id":"i","content_index":0,"transcript":"Hello?"}`
 * - `{"type":"response.done","response":{…},"usage":{"grok_tokens":9,"billable_audio_seconds":2}}`
 * - `{"type":"ping","event_id":"7","timestamp":1785214084929}`, which stays an unknown event.
 */
import type { Dialect, Frame, Note, Sending } from "@antiphon/core/transport"
import { contentToGa } from "./dialect/content.ts"
import { complete, grow, type Transcripts } from "./dialect/cumulative.ts"
import { flat, nested } from "./dialect/flatSession.ts"
import { fieldsAt, isFields, textAt, withFields, without } from "./dialect/values.ts"
import type { Memory } from "./xaiMemory.ts"

/** What a connection remembers. */
export interface XaiState {
  readonly transcripts: Transcripts
  /** The connection continues a conversation, so the server has its items. */
  readonly isResumed: boolean
}

/** The dialect of one session. `model` is the one that was asked for. */
export const xaiDialect = (model: string | undefined, memory: Memory): Dialect<XaiState> => ({
  initial: { transcripts: new Map(), isResumed: false },
  incoming: (state, frame, note) => {
    switch (frame.type) {
      case "conversation.created": {
        const id = textAt(frame["conversation"], "id")
        if (id === undefined) return [state, [frame]]
        const isResumed = memory.query()["conversation_id"] === id
        memory.began(id)
        return [{ ...state, isResumed }, [frame]]
      }
      case "session.created":
      case "session.updated":
        return [state, [session(frame, model, note)]]
      case "conversation.item.input_audio_transcription.updated":
        return updated(state, frame, note)
      case "conversation.item.input_audio_transcription.completed":
        return [{ ...state, transcripts: complete(state.transcripts, textAt(frame, "item_id") ?? "") }, [frame]]
      case "conversation.item.added":
      case "conversation.item.created": {
        const id = textAt(frame["item"], "id")
        if (id !== undefined) memory.add(id)
        return [state, [contentToGa(frame, note)]]
      }
      case "conversation.item.deleted":
        memory.remove(textAt(frame, "item_id") ?? "")
        return [state, [frame]]
      case "response.created":
      case "response.done":
        return [state, [response(contentToGa(frame, note), note)]]
      default:
        return [state, [contentToGa(frame, note)]]
    }
  },
  outgoing: (state, event) => [state, sending(state, event, memory)]
})

const session = (frame: Frame, model: string | undefined, note: Note): Frame => {
  const given = frame["session"]
  if (!isFields(given)) return frame
  const served = textAt(given, "model")
  if (frame.type === "session.created" && model !== undefined && served !== undefined && served !== model) {
    note(["session", "model"], "is not the model that was asked for. Check its name")
  }
  const translated = nested(given, note)
  return translated === given ? frame : withFields(frame, { session: translated })
}

const updated = (state: XaiState, frame: Frame, note: Note): readonly [XaiState, ReadonlyArray<Frame>] => {
  const itemId = textAt(frame, "item_id")
  const whole = textAt(frame, "transcript")
  if (itemId === undefined || whole === undefined) return [state, [frame]]
  const { delta, isRevised, transcripts } = grow(state.transcripts, itemId, whole)
  note(
    ["transcript"],
    isRevised
      ? "took back words, which come again when it is complete"
      : "is all that was understood, and a delta in GA"
  )
  const { transcript: _transcript, ...rest } = frame
  return [{ ...state, transcripts }, [{ ...rest, type: "conversation.item.input_audio_transcription.delta", delta }]]
}

/** Usage that stands beside the response moves into it, and words where an object belongs are left out. */
const response = (frame: Frame, note: Note): Frame => {
  const given = frame["response"]
  if (!isFields(given)) return frame
  let changed = given
  if (typeof given["status_details"] === "string") {
    note(["response", "status_details"], "is a word, and an object in GA")
    changed = without(changed, "status_details")
  }
  if (isFields(given["usage"]) && Object.keys(given["usage"]).length === 0) {
    note(["response", "usage"], "is empty")
    changed = without(changed, "usage")
  }
  const beside = fieldsAt(frame, "usage")
  if (Object.keys(beside).length > 0 && changed["usage"] == null) {
    note(["usage"], "stands beside the response, and in it in GA")
    changed = { ...changed, usage: beside }
  }
  return changed === given ? frame : withFields(frame, { response: changed })
}

const sending = (state: XaiState, event: Frame, memory: Memory): Sending => {
  if (event.type === "session.update" && isFields(event["session"])) {
    const resumption = memory.isOn ? { resumption: { enabled: true } } : {}
    return { frames: [withFields(event, { session: { ...flat(event["session"]), ...resumption } })] }
  }
  const item = fieldsAt(event, "item")
  const id = textAt(item, "id")
  if (event.type !== "conversation.item.create" || !state.isResumed || id === undefined || !memory.has(id)) {
    return { frames: [event] }
  }
  // The server has the item already, and a replay of it would say it twice.
  const answer = { event_id: null, previous_item_id: event["previous_item_id"] ?? null, item }
  return {
    frames: [],
    answers: [
      { type: "conversation.item.added", ...answer },
      { type: "conversation.item.done", ...answer }
    ]
  }
}
