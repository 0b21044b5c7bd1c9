/** The items of the default conversation. They are added, retrieved, truncated and deleted (protocol sections 1.6 to 1.8). */
import type { ClientEvent, EventNamed } from "@antiphon/core"
import type { ConversationItem, ResponseInputItem } from "@antiphon/core/shapes"
import * as Result from "effect/Result"
import * as Audio from "./Audio.ts"
import * as Codec from "./codec.ts"
import type { Draft } from "./Draft.ts"
import { invalidValue, type Refusal, refuse } from "./Refusal.ts"
import type { Settings } from "./Settings.ts"
import type { MachineState, StoredItem } from "./State.ts"

/** A client event by its type. */
type Event<T extends ClientEvent["type"]> = EventNamed<typeof ClientEvent, T>

/** Items by id, for lists that are searched often. A list never changes, so an index stays right. */
const indices = new WeakMap<ReadonlyArray<StoredItem>, { scans: number; byId?: ReadonlyMap<string, StoredItem> }>()

/** Searches that cost less than an index. */
const fewScans = 8

/** Finds an item. The first searches scan, and later ones use an index, so that many searches cost no more than their number. */
export const find = ({ items }: Pick<MachineState, "items">, id: string): StoredItem | undefined => {
  const known = indices.get(items) ?? { scans: 0 }
  indices.set(items, known)
  if (known.scans++ < fewScans) return items.find((stored) => stored.id === id)
  known.byId ??= new Map(items.map((stored) => [stored.id, stored]))
  return known.byId.get(id)
}

/** The `call_id`s of the function calls among items. */
export const callsOf = (items: ReadonlyArray<StoredItem>): Set<string> =>
  new Set(
    items.flatMap(({ item }) => (item.type === "function_call" && item.call_id !== undefined ? [item.call_id] : []))
  )

/** The id of the last item, or `null` if there is none. */
export const last = (state: MachineState): string | null => state.items.at(-1)?.id ?? null

/** The id of the item before this one. `null` if it is the first, `undefined` if it is not in the conversation. */
export const before = ({ items }: MachineState, id: string): string | null | undefined => {
  const at = items.findIndex((stored) => stored.id === id)
  return at < 0 ? undefined : (items[at - 1]?.id ?? null)
}

/** Puts an item behind `previous`, or at the start if that is `null`. */
const insert = (draft: Draft, stored: StoredItem, previous: string | null): void => {
  const { items } = draft.state
  const at = previous === null ? 0 : items.findIndex(({ id }) => id === previous) + 1
  draft.update({ items: forgetting(draft.state, items.toSpliced(at, 0, stored)) })
}

/** Replaces the item with the same id. */
export const replace = (draft: Draft, stored: StoredItem): void =>
  draft.update({
    items: forgetting(
      draft.state,
      draft.state.items.map((each) => (each.id === stored.id ? stored : each))
    )
  })

/** Puts an item behind `previous` and sends `conversation.item.added`. The item may still be incomplete. */
export const announce = (draft: Draft, stored: StoredItem, previous: string | null): void => {
  insert(draft, stored, previous)
  draft.send("conversation.item.added", { previous_item_id: previous, item: stored.item })
}

/** Replaces an announced item by its final form and sends `conversation.item.done`. */
export const complete = (draft: Draft, stored: StoredItem, previous: string | null): void => {
  replace(draft, stored)
  draft.send("conversation.item.done", { previous_item_id: previous, item: stored.item })
}

/** Puts in an item that is complete from the start. */
export const add = (draft: Draft, stored: StoredItem, previous: string | null): void => {
  announce(draft, stored, previous)
  draft.send("conversation.item.done", { previous_item_id: previous, item: stored.item })
}

/** Handles `conversation.item.create`. */
export const create = (draft: Draft, event: Event<"conversation.item.create">): Refusal | undefined => {
  const id = event.item.id ?? freeId(draft)
  if (isTaken(draft.state, id)) {
    return invalidValue("item.id", `Item with id '${id}' already exists. Choose another id, or leave it out.`)
  }
  const previous = placeOf(draft.state, event.previous_item_id)
  if (previous === undefined) {
    const wanted = event.previous_item_id ?? ""
    return invalidValue("previous_item_id", `Previous item with id '${wanted}' is not in the conversation.`)
  }
  const { items, settings } = draft.state
  const isCall = (callId: string): boolean => callsOf(items).has(callId)
  const stored = accept({ id, item: event.item, path: "item" }, settings.inputFormat, isCall)
  if (Result.isFailure(stored)) return stored.failure
  add(draft, stored.success, previous)
  return undefined
}

/** An item of a client, with the id that it will have and its path in the event. */
interface GivenItem<I = ResponseInputItem> {
  readonly id: string
  readonly item: I
  readonly path: string
}

/** Makes the stored item of a client's item. It is completed, and its audio is decoded from the input format. */
export const accept = (
  { id, item, path }: GivenItem,
  format: Codec.Format,
  isCall: (callId: string) => boolean
): Result.Result<StoredItem, Refusal> => {
  switch (item.type) {
    case "message":
      return acceptMessage({ id, item, path }, format)
    case "function_call":
      return Result.succeed(completed(id, { ...item, call_id: item.call_id ?? id.replace(/^item/, "call") }))
    case "function_call_output":
      return isCall(item.call_id) ? Result.succeed(completed(id, item)) : noCall(`${path}.call_id`, item.call_id)
    case "mcp_approval_response":
      return Result.succeed({ id, item: { ...item, id }, audio: new Map() })
    default:
      return Result.fail(invalidValue(`${path}.type`, `A client cannot create an item of type '${item.type}'.`))
  }
}

/** Refuses an output whose call does not exist. */
const noCall = (param: string, callId: string): Result.Result<never, Refusal> =>
  Result.fail(
    invalidValue(
      param,
      `No function call with call_id '${callId}' is in the conversation. Send its function_call first.`
    )
  )

/** Makes the stored item of a complete item. */
const completed = (
  id: string,
  item: Extract<ConversationItem, { readonly type: "message" | "function_call" | "function_call_output" }>,
  audio: StoredItem["audio"] = new Map()
): StoredItem => ({ id, item: { ...item, id, status: "completed" }, audio })

/** Makes the stored item of a message. Only the audio of the user is accepted. */
const acceptMessage = (
  { id, item, path }: GivenItem<Extract<ConversationItem, { readonly type: "message" }>>,
  format: Codec.Format
): Result.Result<StoredItem, Refusal> => {
  if (item.role === "assistant" && item.content.some((part) => part.type === "output_audio")) {
    return Result.fail(invalidValue(`${path}.content`, "A client cannot create assistant audio. Send output_text."))
  }
  if (item.role !== "user") return Result.succeed(completed(id, item))
  const audio = new Map<number, Audio.Audio>()
  for (const [index, part] of item.content.entries()) {
    if (part.type !== "input_audio" || part.audio == null) continue
    const decoded = Codec.decode(format, Codec.begin, part.audio, true)
    if (Result.isFailure(decoded)) {
      return Result.fail(invalidValue(`${path}.content[${index}].audio`, decoded.failure))
    }
    audio.set(index, Audio.of([decoded.success.samples]))
  }
  const content = item.content.map((part) =>
    part.type === "input_audio" ? { type: part.type, transcript: part.transcript ?? null } : part
  )
  return Result.succeed(completed(id, { ...item, content }, audio))
}

/** Where `previous_item_id` points. `null` is the start, and `undefined` is nowhere. */
const placeOf = (state: MachineState, previous: string | null | undefined): string | null | undefined =>
  previous == null ? last(state) : previous === "root" ? null : find(state, previous)?.id

/** Makes an id for a new item. A client may have taken an id that looks like ours. */
export const freeId = (draft: Draft): string => {
  const id = draft.id("item")
  return isTaken(draft.state, id) ? freeId(draft) : id
}

/** Whether an item has the id, or the turn that will become an item. */
const isTaken = (state: MachineState, id: string): boolean =>
  find(state, id) !== undefined || state.input.turn?.itemId === id

/** Handles `conversation.item.retrieve`. */
export const retrieve = (draft: Draft, event: Event<"conversation.item.retrieve">): Refusal | undefined => {
  const stored = find(draft.state, event.item_id)
  if (stored === undefined) return missing(event.item_id)
  // If audio travels in tracks, an item comes with its transcript alone (protocol section 1.8).
  const item = draft.state.ownsPlayback ? stored.item : withAudio(stored, draft.state.settings)
  draft.send("conversation.item.retrieved", { item })
  return undefined
}

/** Adds the audio bytes to an item. No other event has them (protocol section 1.8). */
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

/** Handles `conversation.item.delete`. */
export const remove = (draft: Draft, event: Event<"conversation.item.delete">): Refusal | undefined => {
  const stored = find(draft.state, event.item_id)
  if (stored === undefined) return missing(event.item_id)
  if (isOpen(draft.state, event.item_id)) return stillWritten(event.item_id)
  draft.update({ items: draft.state.items.filter(({ id }) => id !== event.item_id) })
  draft.send("conversation.item.deleted", { item_id: event.item_id })
  return undefined
}

/**
 * Handles `conversation.item.truncate`, which cuts the model's audio to what the user heard. The transcript is removed,
 * because the server cannot know which words were heard (protocol section 2 (5a)).
 */
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
  cut(draft, item_id, new Map([[content_index, audio_end_ms]]))
  return undefined
}

/** Keeps the first ms of the audio of some parts of an item, by content index. Sends `conversation.item.truncated` for each. */
export const cut = (draft: Draft, id: string, lengths: ReadonlyMap<number, number>): void => {
  const stored = find(draft.state, id)
  const item = stored?.item
  if (stored === undefined || item?.type !== "message" || item.role !== "assistant") return
  const parts = [...lengths].filter(([index]) => stored.audio.has(index))
  if (parts.length === 0) return
  const content = item.content.map((part, at) => (lengths.has(at) && stored.audio.has(at) ? { type: part.type } : part))
  const audio = new Map(stored.audio)
  for (const [index, ms] of parts) {
    audio.set(index, Audio.slice(audio.get(index) ?? Audio.empty, 0, Audio.toSamples(ms)))
  }
  replace(draft, { ...stored, item: { ...item, content }, audio })
  for (const [index, ms] of parts) {
    draft.send("conversation.item.truncated", { item_id: id, content_index: index, audio_end_ms: ms })
  }
}

/** Whether a response is still writing the item. */
const isOpen = (state: MachineState, id: string): boolean =>
  [...state.responses.values()].some(({ open }) => open?.id === id)

/** Whether the open part of the item has audio. */
const draftHasAudio = (state: MachineState, id: string): boolean =>
  [...state.responses.values()].some(({ open }) => open?.id === id && (open.part?.audio.length ?? 0) > 0)

/** Refuses an item that does not exist. */
const missing = (id: string): Refusal => invalidValue("item_id", `Item with id '${id}' is not in the conversation.`)

/** Refuses to change an item that a response is writing. */
const stillWritten = (id: string): Refusal =>
  invalidValue("item_id", `Item '${id}' is still being written. Cancel its response first.`)

/** Keeps the items within the limits. The oldest items go first, then the audio of the oldest that are left. */
const forgetting = (state: MachineState, items: ReadonlyArray<StoredItem>): ReadonlyArray<StoredItem> => {
  let room = Audio.toSamples(state.limits.keptAudioMs)
  const newestFirst = items.slice(-state.limits.items).toReversed()
  const kept = newestFirst.map((stored) => {
    for (const audio of stored.audio.values()) room -= audio.length
    return room >= 0 ? stored : silenced(stored)
  })
  return kept.toReversed()
}

/** The item without its audio. */
const silenced = (stored: StoredItem): StoredItem => ({ ...stored, audio: new Map() })
