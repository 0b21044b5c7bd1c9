/**
 * The items and parts that a response writes. Each is opened, filled, and closed however the response ends (protocol
 * section 1.4). A response writes one item at a time, and an item one part at a time.
 */
import type { AssistantContent, ConversationItem, StreamedPart } from "@antiphon/core/shapes"
import * as Chunk from "effect/Chunk"
import type { ResponseChunk } from "../engine/Contract.ts"
import * as Audio from "./Audio.ts"
import * as Codec from "./codec.ts"
import * as Conversation from "./conversation.ts"
import type { Draft } from "./Draft.ts"
import * as Playback from "./playback.ts"
import type { OpenItem, OpenPart, RunningResponse, StoredItem } from "./State.ts"

/** The chunks that write items. A call of a remote tool is in `mcp.ts`. */
type WrittenChunk = Exclude<ResponseChunk, { readonly _tag: "McpCall" }>
/** An item that has its id. */
type WithId<I> = I & { readonly id: string }
/** A response with an open item. */
type WithItem = RunningResponse & { readonly open: OpenItem }
/** A response with an open part. */
type Writing = RunningResponse & { readonly open: OpenItem & { readonly part: OpenPart } }

/** Stores a changed response in the draft and returns it. */
export const put = <R extends RunningResponse>(draft: Draft, running: R): R => {
  draft.update({ responses: new Map(draft.state.responses).set(running.id, running) })
  return running
}

/** Sends the next chunk of the engine. Opens and closes items and parts as the chunk needs. */
export const write = (draft: Draft, running: RunningResponse, chunk: WrittenChunk): void => {
  switch (chunk._tag) {
    case "Text":
    case "Written":
      return writeText(draft, inPart(draft, running, "text"), chunk.text)
    case "Transcript":
      return writeText(draft, inPart(draft, running, running.modality), chunk.text)
    case "Audio":
      if (running.modality === "audio") writeAudio(draft, inPart(draft, running, "audio"), chunk.samples)
      return
    case "Message":
      open(draft, close(draft, running, "completed"), message(draft, chunk.phase))
      return
    case "FunctionCall":
      return openCall(draft, running, chunk)
    case "Arguments":
      return writeArguments(draft, running, chunk.text)
    case "Incomplete":
      return
  }
}

/** Closes the open item and its part with what was written so far. Does nothing if no item is open. */
export const close = (draft: Draft, running: RunningResponse, status: "completed" | "incomplete"): RunningResponse => {
  if (running.open === undefined) return running
  const { open: item } = closePart(draft, { ...running, open: running.open })
  if (item.item.type === "function_call") {
    const { name, arguments: text } = item.item
    draft.send("response.function_call_arguments.done", {
      ...callPlace(running, item, item.item),
      name,
      arguments: text
    })
  }
  const stored = { id: item.id, item: finalOf(item, status), audio: new Map(item.audio) }
  return end(draft, running, stored, item.previous)
}

/** Writes an item in one step. `become` sends the events between its begin and its end, and returns its final form. */
export const whole = <I extends WithId<ConversationItem>>(
  draft: Draft,
  running: RunningResponse,
  begun: I,
  become: () => ConversationItem
): RunningResponse => {
  const previous = begin(draft, running, begun)
  return end(draft, running, { id: begun.id, item: become(), audio: new Map() }, previous)
}

/** Sends that an item begins. Returns the id of the item before it, or null outside of the conversation. */
const begin = (draft: Draft, running: RunningResponse, item: WithId<ConversationItem>): string | null => {
  const previous = running.inConversation ? Conversation.last(draft.state) : null
  draft.send("response.output_item.added", {
    response_id: running.id,
    output_index: Chunk.size(running.output),
    item
  })
  if (running.inConversation) Conversation.announce(draft, { id: item.id, item, audio: new Map() }, previous)
  return previous
}

/** Sends that an item is done, and adds it to the output of its response. */
const end = (draft: Draft, running: RunningResponse, stored: StoredItem, previous: string | null): RunningResponse => {
  draft.send("response.output_item.done", {
    response_id: running.id,
    output_index: Chunk.size(running.output),
    item: stored.item
  })
  if (running.inConversation) Conversation.complete(draft, stored, previous)
  return put(draft, { ...running, open: undefined, output: Chunk.append(running.output, stored.item) })
}

/** Begins an item that is written in chunks. */
const open = (
  draft: Draft,
  running: RunningResponse,
  item: WithId<Extract<ConversationItem, { readonly type: "message" | "function_call" }>>
): WithItem => {
  const previous = begin(draft, running, item)
  const opened: OpenItem = {
    id: item.id,
    previous,
    item,
    content: Chunk.empty(),
    part: undefined,
    audio: Chunk.empty()
  }
  return put(draft, { ...running, open: opened })
}

/** Begins a function call. The engine may bring the `call_id`. */
const openCall = (
  draft: Draft,
  running: RunningResponse,
  { callId, name }: Extract<WrittenChunk, { readonly _tag: "FunctionCall" }>
): void => {
  const call_id = callId ?? draft.id("call")
  const id = Conversation.freeId(draft)
  const fresh = close(draft, running, "completed")
  open(draft, fresh, { id, type: "function_call", status: "in_progress", name, call_id, arguments: "" })
}

/** Makes an empty message of the assistant. */
const message = (draft: Draft, phase?: string) => ({
  id: Conversation.freeId(draft),
  type: "message" as const,
  role: "assistant" as const,
  status: "in_progress",
  content: [],
  ...(phase === undefined ? phaseOf(draft.state.settings.model) : { phase })
})

/** Reasoning models mark the message that is the answer. A message without a phase from the engine is the answer. */
const phaseOf = (model: string): { readonly phase?: string } =>
  /^gpt-realtime-[2-9](\.\d+)?(-|$)/.test(model) ? { phase: "final_answer" } : {}

/** Returns the response with an open part of this type, in its open message or in a new one. */
const inPart = (draft: Draft, running: RunningResponse, type: OpenPart["type"]): Writing => {
  const current = running.open
  if (current?.part?.type === type) return { ...running, open: { ...current, part: current.part } }
  const inMessage =
    current?.item.type === "message"
      ? closePart(draft, { ...running, open: current })
      : open(draft, close(draft, running, "completed"), message(draft))
  const part: OpenPart = {
    type,
    index: Chunk.size(inMessage.open.content),
    text: "",
    audio: Audio.empty,
    passage: Codec.begin
  }
  const writing = put(draft, { ...inMessage, open: { ...inMessage.open, part } })
  draft.send("response.content_part.added", { ...place(writing), part: shown(part) })
  return writing
}

/** Sends words, of a text part or of a transcript. */
const writeText = (draft: Draft, writing: Writing, text: string): void => {
  if (text === "") return
  const { open: item, written } = writing
  const part = { ...item.part, text: item.part.text + text }
  put(draft, {
    ...writing,
    open: { ...item, part },
    written: { ...written, characters: written.characters + text.length }
  })
  const type = part.type === "text" ? "response.output_text.delta" : "response.output_audio_transcript.delta"
  draft.send(type, { ...place(writing), delta: text })
}

/** Sends audio in events, or plays it on the track. A cleared response stays silent. */
const writeAudio = (draft: Draft, writing: Writing, samples: Int16Array): void => {
  if (samples.length === 0 || writing.playedUntilClear !== undefined) return
  const { open: item, written } = writing
  const { passage, texts } = Codec.encode(writing.format, item.part.passage, samples)
  put(draft, {
    ...writing,
    open: { ...item, part: { ...item.part, audio: Audio.append(item.part.audio, samples), passage } },
    written: { ...written, samples: written.samples + samples.length },
    firstAudioAt: writing.firstAudioAt ?? draft.now
  })
  if (!draft.state.spoken) draft.update({ spoken: true })
  if (draft.state.ownsPlayback) return Playback.play(draft, place(writing), samples)
  for (const delta of texts) draft.send("response.output_audio.delta", { ...place(writing), delta })
}

/** Sends arguments of the open function call. Arguments without a call are dropped. */
const writeArguments = (draft: Draft, running: RunningResponse, text: string): void => {
  const item = running.open?.item
  if (running.open === undefined || item?.type !== "function_call" || text === "") return
  put(draft, {
    ...running,
    open: { ...running.open, item: { ...item, arguments: item.arguments + text } },
    written: { ...running.written, characters: running.written.characters + text.length }
  })
  draft.send("response.function_call_arguments.delta", { ...callPlace(running, running.open, item), delta: text })
}

/** Closes the open part of a message. Does nothing if no part is open. */
const closePart = (draft: Draft, running: WithItem): WithItem => {
  const { audio, content, item, part } = running.open
  if (part === undefined || item.type !== "message" || item.role !== "assistant") return running
  const at = place({ ...running, open: { ...running.open, part } })
  if (part.type === "text") {
    draft.send("response.output_text.done", { ...at, text: part.text })
  } else {
    if (part.passage.held > 0 && !draft.state.ownsPlayback) {
      const { texts } = Codec.encode(running.format, part.passage, new Int16Array(0), true)
      for (const delta of texts) draft.send("response.output_audio.delta", { ...at, delta })
    }
    draft.send("response.output_audio.done", at)
    draft.send("response.output_audio_transcript.done", { ...at, transcript: part.text })
  }
  draft.send("response.content_part.done", { ...at, part: shown(part) })
  return put(draft, {
    ...running,
    open: {
      ...running.open,
      content: Chunk.append(content, kept(part)),
      part: undefined,
      audio: part.type === "audio" ? Chunk.append(audio, [part.index, part.audio] as const) : audio
    }
  })
}

/** The item as it ends. The parts of a message are joined only here, so that many parts cost no more than their number. */
const finalOf = ({ content, item }: OpenItem, status: string): ConversationItem =>
  item.type === "message" && item.role === "assistant"
    ? { ...item, content: Chunk.toReadonlyArray(content), status }
    : { ...item, status }

/** The part as `content_part` events show it, with the short name of its type. */
const shown = (part: OpenPart): StreamedPart =>
  part.type === "text" ? { type: "text", text: part.text } : { type: "audio", transcript: part.text }

/** The part as its item keeps it. */
const kept = (part: OpenPart): AssistantContent =>
  part.type === "text" ? { type: "output_text", text: part.text } : { type: "output_audio", transcript: part.text }

/** The keys of events that belong to the open part. */
const place = ({ id, open: item, output }: Writing) => ({
  response_id: id,
  item_id: item.id,
  output_index: Chunk.size(output),
  content_index: item.part.index
})

/** The keys of events that belong to the open function call. */
const callPlace = (
  running: RunningResponse,
  item: OpenItem,
  call: Extract<ConversationItem, { readonly type: "function_call" }>
) => ({
  response_id: running.id,
  item_id: item.id,
  output_index: Chunk.size(running.output),
  call_id: call.call_id ?? ""
})
