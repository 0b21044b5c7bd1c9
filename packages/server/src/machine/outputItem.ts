/** The items and parts that a response writes: each opened, filled, and closed whatever happens (protocol section 1.4). */
import type { AssistantContent, ConversationItem, StreamedPart } from "@antiphon/core/shapes"
import type { ResponseChunk } from "../engine/Contract.ts"
import * as Audio from "./Audio.ts"
import * as Codec from "./codec.ts"
import * as Conversation from "./conversation.ts"
import type { Draft } from "./Draft.ts"
import * as Playback from "./playback.ts"
import type { OpenItem, OpenPart, RunningResponse } from "./State.ts"

/** Keeps what a response has become. */
export const put = (draft: Draft, running: RunningResponse): RunningResponse => {
  draft.update({ responses: new Map(draft.state.responses).set(running.id, running) })
  return running
}

type WrittenChunk = Exclude<ResponseChunk, { readonly _tag: "McpCall" }>

/** Sends the engine's next piece, opening and closing what it needs. */
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
    case "FunctionCall": {
      const call_id = chunk.callId ?? draft.id("call")
      const id = Conversation.freeId(draft)
      const fresh = close(draft, running, "completed")
      open(draft, fresh, { id, type: "function_call", status: "in_progress", name: chunk.name, call_id, arguments: "" })
      return
    }
    case "Arguments":
      return writeArguments(draft, running, chunk.text)
    case "Incomplete":
      return
  }
}

type Writing = RunningResponse & { readonly open: OpenItem & { readonly part: OpenPart } }

const message = (draft: Draft, phase?: string) => ({
  id: Conversation.freeId(draft),
  type: "message" as const,
  role: "assistant" as const,
  status: "in_progress",
  content: [],
  ...(phase === undefined ? phaseOf(draft.state.settings.model) : { phase })
})

/** Reasoning models say which of their messages is the answer; one that the engine says nothing of is. */
const phaseOf = (model: string): { readonly phase?: string } =>
  /^gpt-realtime-[2-9](\.\d+)?(-|$)/.test(model) ? { phase: "final_answer" } : {}

const open = (
  draft: Draft,
  running: RunningResponse,
  item: Extract<ConversationItem, { readonly type: "message" | "function_call" }> & { readonly id: string }
): RunningResponse & { readonly open: OpenItem } => {
  const previous = running.inConversation ? Conversation.last(draft.state) : null
  const opened = {
    ...running,
    open: { id: item.id, previous, item, part: undefined, audio: new Map<number, Audio.Audio>() }
  }
  put(draft, opened)
  draft.send("response.output_item.added", { response_id: running.id, output_index: running.output.length, item })
  if (running.inConversation) {
    Conversation.insert(draft, { id: item.id, item, audio: new Map() }, previous)
    draft.send("conversation.item.added", { previous_item_id: previous, item })
  }
  return opened
}

/** The response with an open part of this type, in its open message or in a new one. */
const inPart = (draft: Draft, running: RunningResponse, type: OpenPart["type"]): Writing => {
  const current = running.open
  if (current?.part?.type === type) return { ...running, open: { ...current, part: current.part } }
  const inMessage =
    current?.item.type === "message"
      ? closePart(draft, { ...running, open: current })
      : open(draft, close(draft, running, "completed"), message(draft))
  const part: OpenPart = {
    type,
    index: contentOf(inMessage.open.item).length,
    text: "",
    audio: Audio.empty,
    passage: Codec.begin
  }
  const writing = { ...inMessage, open: { ...inMessage.open, part } }
  put(draft, writing)
  draft.send("response.content_part.added", { ...place(writing), part: shown(part) })
  return writing
}

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

const writeAudio = (draft: Draft, writing: Writing, samples: Int16Array): void => {
  if (samples.length === 0 || writing.heard !== undefined) return
  const { open: item, written } = writing
  const { passage, texts } = Codec.encode(writing.format, item.part.passage, samples)
  put(draft, {
    ...writing,
    open: { ...item, part: { ...item.part, audio: Audio.append(item.part.audio, samples), passage } },
    written: { ...written, samples: written.samples + samples.length },
    heardFrom: writing.heardFrom ?? draft.now
  })
  if (!draft.state.spoken) draft.update({ spoken: true })
  if (draft.state.ownsPlayback) return Playback.play(draft, place(writing), samples)
  for (const delta of texts) draft.send("response.output_audio.delta", { ...place(writing), delta })
}

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

/** Closes the open item and its part, if there is one, with what was written so far. */
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
  const final = { ...item.item, status }
  const fields = { response_id: running.id, output_index: running.output.length, item: final }
  draft.send("response.output_item.done", fields)
  if (running.inConversation) {
    Conversation.replace(draft, { id: item.id, item: final, audio: item.audio })
    draft.send("conversation.item.done", { previous_item_id: item.previous, item: final })
  }
  return put(draft, { ...running, open: undefined, output: [...running.output, final] })
}

/** Writes an item that is done as soon as it has begun; `become` tells what lies between and gives it as it ends. */
export const whole = <I extends ConversationItem & { readonly id: string }>(
  draft: Draft,
  running: RunningResponse,
  begun: I,
  become: () => ConversationItem
): RunningResponse => {
  const previous = running.inConversation ? Conversation.last(draft.state) : null
  const place = { response_id: running.id, output_index: running.output.length }
  draft.send("response.output_item.added", { ...place, item: begun })
  if (running.inConversation) {
    Conversation.insert(draft, { id: begun.id, item: begun, audio: new Map() }, previous)
    draft.send("conversation.item.added", { previous_item_id: previous, item: begun })
  }
  const item = become()
  draft.send("response.output_item.done", { ...place, item })
  if (running.inConversation) {
    Conversation.replace(draft, { id: begun.id, item, audio: new Map() })
    draft.send("conversation.item.done", { previous_item_id: previous, item })
  }
  return put(draft, { ...running, output: [...running.output, item] })
}

type WithItem = RunningResponse & { readonly open: OpenItem }

const closePart = (draft: Draft, running: WithItem): WithItem => {
  const { part, item } = running.open
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
  const content: ReadonlyArray<AssistantContent> = [...item.content, kept(part)]
  const audio = part.type === "audio" ? new Map(running.open.audio).set(part.index, part.audio) : running.open.audio
  const closed = { ...running, open: { ...running.open, item: { ...item, content }, part: undefined, audio } }
  put(draft, closed)
  return closed
}

const contentOf = (item: ConversationItem): ReadonlyArray<unknown> => ("content" in item ? item.content : [])

/** The part as content_part events show it: with the short name of its type. */
const shown = (part: OpenPart): StreamedPart =>
  part.type === "text" ? { type: "text", text: part.text } : { type: "audio", transcript: part.text }

/** The part as its item keeps it. */
const kept = (part: OpenPart): AssistantContent =>
  part.type === "text" ? { type: "output_text", text: part.text } : { type: "output_audio", transcript: part.text }

const place = ({ id, open: item, output }: Writing) => ({
  response_id: id,
  item_id: item.id,
  output_index: output.length,
  content_index: item.part.index
})

const callPlace = (
  running: RunningResponse,
  item: OpenItem,
  call: Extract<ConversationItem, { readonly type: "function_call" }>
) => ({
  response_id: running.id,
  item_id: item.id,
  output_index: running.output.length,
  call_id: call.call_id ?? ""
})
