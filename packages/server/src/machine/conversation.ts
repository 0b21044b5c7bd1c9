/** The items of the default conversation: put in, asked for, cut, taken out (protocol sections 1.6 to 1.8). */
import type { ClientEvent, EventNamed } from "@antiphon/core"
import type { ConversationItem, ResponseInputItem } from "@antiphon/core/shapes"
import * as Audio from "./Audio.ts"
import * as Codec from "./codec.ts"
import type { Draft } from "./Draft.ts"
import { invalidValue, type Refusal, refuse } from "./Refusal.ts"
import type { Settings } from "./Settings.ts"
import type { MachineState, StoredItem } from "./State.ts"

type Event<T extends ClientEvent["type"]> = EventNamed<typeof ClientEvent, T>

/** Items by id, for lists that are looked into often. Lists are never changed. */
const indices = new WeakMap<ReadonlyArray<StoredItem>, { scans: number; byId?: ReadonlyMap<string, StoredItem> }>()

/** Scans that cost less than an index. */
const fewScans = 8

/** The first looks scan, and the next ones have an index, so that looking up many costs no more than their number. */
export const find = ({ items }: Pick<MachineState, "items">, id: string): StoredItem | undefined => {
  const known = indices.get(items) ?? { scans: 0 }
  indices.set(items, known)
  if (known.scans++ < fewScans) return items.find((stored) => stored.id === id)
  known.byId ??= new Map(items.map((stored) => [stored.id, stored]))
  return known.byId.get(id)
}

/** The ids of the calls among items. */
export const callsOf = (items: ReadonlyArray<StoredItem>): Set<string> =>
  new Set(
    items.flatMap(({ item }) => (item.type === "function_call" && item.call_id !== undefined ? [item.call_id] : []))
  )

/** Id of the last item, null where there is none. */
export const last = (state: MachineState): string | null => state.items.at(-1)?.id ?? null

/** Id of the item before this one, null where it is the first, undefined where it is not in the conversation. */
export const before = ({ items }: MachineState, id: string): string | null | undefined => {
  const at = items.findIndex((stored) => stored.id === id)
  return at < 0 ? undefined : (items[at - 1]?.id ?? null)
}

/** Puts an item at its place: behind `previous`, at the start where that is null. */
export const insert = (draft: Draft, stored: StoredItem, previous: string | null): void => {
  const { items } = draft.state
  const at = previous === null ? 0 : items.findIndex(({ id }) => id === previous) + 1
  draft.update({ items: forgetting(draft.state, items.toSpliced(at, 0, stored)) })
}

/** Replaces an item by what it has become. */
export const replace = (draft: Draft, stored: StoredItem): void =>
  draft.update({
    items: forgetting(
      draft.state,
      draft.state.items.map((each) => (each.id === stored.id ? stored : each))
    )
  })

/** Puts in an item that is complete, and says so twice. */
export const add = (draft: Draft, stored: StoredItem, previous: string | null): void => {
  insert(draft, stored, previous)
  const fields = { previous_item_id: previous, item: stored.item }
  draft.send("conversation.item.added", fields)
  draft.send("conversation.item.done", fields)
}

export const create = (draft: Draft, event: Event<"conversation.item.create">): Refusal | undefined => {
  const id = event.item.id ?? freeId(draft)
  if (isTaken(draft.state, id)) {
    return invalidValue("item.id", `Item with id '${id}' already exists: choose another, or leave it out.`)
  }
  const previous = placeOf(draft.state, event.previous_item_id)
  if (previous === undefined) {
    const wanted = event.previous_item_id ?? ""
    return invalidValue("previous_item_id", `Previous item with id '${wanted}' is not in the conversation.`)
  }
  const { items, settings } = draft.state
  const isCall = (callId: string): boolean => callsOf(items).has(callId)
  const stored = accept(isCall, settings.inputFormat, id, event.item, "item")
  if ("code" in stored) return stored
  add(draft, stored, previous)
  return undefined
}

/** An item of the client's as it is kept: completed, its audio (in the input format) beside it. */
export const accept = (
  isCall: (callId: string) => boolean,
  format: Codec.Format,
  id: string,
  item: ResponseInputItem,
  path: string
): StoredItem | Refusal => {
  switch (item.type) {
    case "message":
      return acceptMessage(format, id, item, path)
    case "function_call":
      return complete(id, { ...item, call_id: item.call_id ?? id.replace(/^item/, "call") })
    case "function_call_output":
      return isCall(item.call_id)
        ? complete(id, item)
        : invalidValue(`${path}.call_id`, `No function call with call_id '${item.call_id}' is in the conversation.`)
    case "mcp_approval_response":
      return { id, item: { ...item, id }, audio: new Map() }
    default:
      return invalidValue(`${path}.type`, `An item of type '${item.type}' cannot be created by a client.`)
  }
}

const complete = (
  id: string,
  item: Extract<ConversationItem, { readonly type: "message" | "function_call" | "function_call_output" }>,
  audio: StoredItem["audio"] = new Map()
): StoredItem => ({ id, item: { ...item, id, status: "completed" }, audio })

const acceptMessage = (
  format: Codec.Format,
  id: string,
  item: Extract<ConversationItem, { readonly type: "message" }>,
  path: string
): StoredItem | Refusal => {
  if (item.role === "assistant" && item.content.some((part) => part.type === "output_audio")) {
    return invalidValue(`${path}.content`, "A client cannot create assistant audio: send output_text.")
  }
  if (item.role !== "user") return complete(id, item)
  const audio = new Map<number, Audio.Audio>()
  for (const [index, part] of item.content.entries()) {
    if (part.type !== "input_audio" || part.audio == null) continue
    const decoded = Codec.decode(format, Codec.begin, part.audio, true)
    if (typeof decoded === "string") return invalidValue(`${path}.content[${index}].audio`, decoded)
    audio.set(index, Audio.of([decoded.samples]))
  }
  const content = item.content.map((part) =>
    part.type === "input_audio" ? { type: part.type, transcript: part.transcript ?? null } : part
  )
  return complete(id, { ...item, content }, audio)
}

/** Where `previous_item_id` points: null the start, undefined nowhere. */
const placeOf = (state: MachineState, previous: string | null | undefined): string | null | undefined =>
  previous == null ? last(state) : previous === "root" ? null : find(state, previous)?.id

/** An id for a new item that no client has taken. */
export const freeId = (draft: Draft): string => {
  const id = draft.id("item")
  return isTaken(draft.state, id) ? freeId(draft) : id
}

/** By an item, or by the turn that will become one. */
const isTaken = (state: MachineState, id: string): boolean =>
  find(state, id) !== undefined || state.input.turn?.itemId === id

export const retrieve = (draft: Draft, event: Event<"conversation.item.retrieve">): Refusal | undefined => {
  const stored = find(draft.state, event.item_id)
  if (stored === undefined) return missing(event.item_id)
  // Where audio travels in tracks an item comes with its transcript alone (protocol section 1.8).
  const item = draft.state.ownsPlayback ? stored.item : withAudio(stored, draft.state.settings)
  draft.send("conversation.item.retrieved", { item })
  return undefined
}

/** The one place where an item carries its audio bytes (protocol section 1.8). */
const withAudio = ({ item, audio }: StoredItem, settings: Settings): ConversationItem => {
  const bytes = (index: number, format: Codec.Format): { readonly audio: string } | undefined => {
    const kept = audio.get(index)
    return kept && { audio: Codec.encodeAll(format, Audio.joined(kept)) }
  }
  if (item.type !== "message" || audio.size === 0) return item
  if (item.role === "user") {
    return {
      ...item,
      content: item.content.map((part, i) =>
        part.type === "input_audio" ? { ...part, ...bytes(i, settings.inputFormat) } : part
      )
    }
  }
  if (item.role === "assistant") {
    return {
      ...item,
      content: item.content.map((part, i) =>
        part.type === "output_audio" ? { ...part, ...bytes(i, settings.outputFormat) } : part
      )
    }
  }
  return item
}

export const remove = (draft: Draft, event: Event<"conversation.item.delete">): Refusal | undefined => {
  const stored = find(draft.state, event.item_id)
  if (stored === undefined) return missing(event.item_id)
  if (isOpen(draft.state, event.item_id)) return stillWritten(event.item_id)
  draft.update({ items: draft.state.items.filter(({ id }) => id !== event.item_id) })
  draft.send("conversation.item.deleted", { item_id: event.item_id })
  return undefined
}

/** Cuts the model's audio to what was heard; the transcript goes, because no one knows what of it was (section 2 (5a)). */
export const truncate = (draft: Draft, event: Event<"conversation.item.truncate">): Refusal | undefined => {
  const { item_id, content_index, audio_end_ms } = event
  const stored = find(draft.state, item_id)
  if (stored === undefined) {
    return refuse("item_truncate_invalid_item_id", `Item with id '${item_id}' is not in the conversation.`, "item_id")
  }
  const { item } = stored
  const audio = stored.audio.get(content_index)
  if (item.type !== "message" || item.role !== "assistant" || audio === undefined) {
    return isOpen(draft.state, item_id) && draftHasAudio(draft.state, item_id)
      ? stillWritten(item_id)
      : refuse("unsupported_content_type", "Only model output audio messages can be truncated.", "content_index")
  }
  const length = Audio.toMs(audio.length)
  if (audio_end_ms < 0) return invalidValue("audio_end_ms", "audio_end_ms must be 0 or more.")
  if (audio_end_ms > length) {
    const message = `Audio content of ${Math.floor(length)}ms is already shorter than ${audio_end_ms}ms`
    return invalidValue("audio_end_ms", message)
  }
  cut(draft, item_id, content_index, audio_end_ms)
  return undefined
}

/** Keeps the first `ms` of an item's audio, and says so. */
export const cut = (draft: Draft, id: string, index: number, ms: number): void => {
  const stored = find(draft.state, id)
  const audio = stored?.audio.get(index)
  const item = stored?.item
  if (stored === undefined || audio === undefined || item?.type !== "message" || item.role !== "assistant") return
  const content = item.content.map((part, at) => (at === index ? { type: part.type } : part))
  const kept = Audio.slice(audio, 0, Audio.toSamples(ms))
  replace(draft, { ...stored, item: { ...item, content }, audio: new Map(stored.audio).set(index, kept) })
  draft.send("conversation.item.truncated", { item_id: id, content_index: index, audio_end_ms: ms })
}

const isOpen = (state: MachineState, id: string): boolean =>
  [...state.responses.values()].some(({ open }) => open?.id === id)

const draftHasAudio = (state: MachineState, id: string): boolean =>
  [...state.responses.values()].some(({ open }) => open?.id === id && (open.part?.audio.length ?? 0) > 0)

const missing = (id: string): Refusal => invalidValue("item_id", `Item with id '${id}' is not in the conversation.`)

const stillWritten = (id: string): Refusal =>
  invalidValue("item_id", `Item '${id}' is still being written: cancel its response first.`)

/** The items within the limits: the oldest go whole, then the oldest audio goes. */
const forgetting = (state: MachineState, items: ReadonlyArray<StoredItem>): ReadonlyArray<StoredItem> => {
  let room = Audio.toSamples(state.limits.keptAudioMs)
  const newestFirst = items.slice(-state.limits.items).toReversed()
  const kept = newestFirst.map((stored) => {
    for (const audio of stored.audio.values()) room -= audio.length
    return room >= 0 ? stored : silenced(stored)
  })
  return kept.toReversed()
}

const silenced = (stored: StoredItem): StoredItem => ({ ...stored, audio: new Map() })
