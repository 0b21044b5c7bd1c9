/** What a session holds, and what a client event may add to it. Counted once for each list and object, so an append is cheap. */
import * as Chunk from "effect/Chunk"
import type { Audio } from "./Audio.ts"
import { invalidValue, type Refusal, refuse } from "./Refusal.ts"
import { sizeOf } from "./size.ts"
import type { MachineState, StoredItem } from "./State.ts"

interface Holdings {
  /** Of items, settings and what is being written: about as many as their JSON has. */
  readonly characters: number
  /** Of all that and of audio. */
  readonly bytes: number
}

const blockBytes = 64

const audioBytes = ({ blocks, length }: Audio): number => 2 * length + blockBytes * Chunk.size(blocks)

const counted = new WeakMap<ReadonlyArray<StoredItem>, { readonly characters: number; readonly audio: number }>()

const ofItems = (items: ReadonlyArray<StoredItem>) => {
  const known = counted.get(items)
  if (known !== undefined) return known
  let characters = 0
  let audio = 0
  for (const stored of items) {
    characters += sizeOf(stored.item)
    if (stored.audio.size > 0) for (const each of stored.audio.values()) audio += audioBytes(each)
  }
  const fresh = { characters, audio }
  counted.set(items, fresh)
  return fresh
}

/** What a session holds now. */
export const holdingsOf = ({ input, items, responses, settings }: MachineState): Holdings => {
  const kept = ofItems(items)
  let characters = kept.characters + sizeOf(settings)
  for (const { metadata, tools, written } of responses.values()) {
    characters += written.characters + sizeOf(metadata) + (tools === settings.tools ? 0 : sizeOf(tools))
  }
  return { characters, bytes: 2 * characters + kept.audio + audioBytes(input.audio) }
}

/** Why a session may not become what a client event makes of it. What takes something away is never refused. */
export const overBudget = (
  before: MachineState,
  after: MachineState,
  roomBytes: number,
  param: string | null
): Refusal | undefined => {
  const was = holdingsOf(before)
  const is = holdingsOf(after)
  const { characters } = after.limits
  if (is.characters > characters && is.characters > was.characters) {
    const message = `The items and settings of a session have at most ${characters} characters: delete items, or open another session.`
    return param === null ? refuse("invalid_value", message) : invalidValue(param, message)
  }
  if (is.bytes - was.bytes <= Math.max(0, roomBytes)) return undefined
  const message = "The sessions of this server hold as much as they may: delete items, or try again later."
  return { ...refuse("server_overloaded", message, param), type: "server_error" }
}
