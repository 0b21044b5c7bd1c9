/**
 * What a session holds, and how much a client event may add to it. Each list and each object is counted once, so an
 * append stays cheap.
 */
import * as Chunk from "effect/Chunk"
import type { Audio } from "./Audio.ts"
import { invalidValue, type Refusal, refuse } from "./Refusal.ts"
import { sizeOf } from "./size.ts"
import type { MachineState, OpenItem, RunningTranscript, StoredItem } from "./State.ts"

/** What a session holds. */
interface Holdings {
  /** Characters of items, settings and what is being written. About as many as their JSON has. */
  readonly characters: number
  /** Bytes of all that, of what engines write, and of audio. */
  readonly bytes: number
}

/** What one block of samples costs beside its samples. */
const blockBytes = 64
/** What the log probability of one token costs. */
const logProbBytes = 128

/** The words for whatever finds the budget of the process used up. */
export const serverFull =
  "The sessions of this server use all the memory they may use. Delete items, or try again later."

/** Bytes of audio. Many small blocks cost more than few large ones. */
const audioBytes = ({ blocks, length }: Audio): number => 2 * length + blockBytes * Chunk.size(blocks)

/** Counts of lists. A list never changes, so its count stays right. */
const counted = new WeakMap<ReadonlyArray<StoredItem>, { readonly characters: number; readonly audio: number }>()

/** Counts a list of items once. */
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

/** Bytes of items with their audio. */
export const bytesOf = (items: ReadonlyArray<StoredItem>): number => {
  const { audio, characters } = ofItems(items)
  return 2 * characters + audio
}

/** Counts the audio of an item that is being written. An item that is done is counted with the conversation. */
const openBytes = ({ audio, part }: OpenItem): number =>
  Chunk.reduce(audio, part === undefined ? 0 : audioBytes(part.audio), (sum, [, each]) => sum + audioBytes(each))

/** Bytes of a transcript that is being made. */
const transcriptBytes = ({ logprobs, text }: RunningTranscript): number =>
  2 * text.length + (logprobs === undefined ? 0 : logProbBytes * Chunk.size(logprobs))

/** Counts what a session holds now. */
export const holdingsOf = ({ input, items, responses, settings, transcripts }: MachineState): Holdings => {
  const kept = ofItems(items)
  let characters = kept.characters + sizeOf(settings)
  let bytes = kept.audio + audioBytes(input.audio)
  for (const { inputBytes, metadata, open, tools, written } of responses.values()) {
    characters += written.characters + sizeOf(metadata) + (tools === settings.tools ? 0 : sizeOf(tools))
    bytes += inputBytes + (open === undefined ? 0 : openBytes(open))
  }
  for (const each of transcripts.values()) bytes += transcriptBytes(each)
  return { characters, bytes: 2 * characters + bytes }
}

/** Returns why a client event may not grow a session like this, or `undefined`. An event that frees memory is never refused. */
export const overBudget = (
  before: MachineState,
  after: MachineState,
  roomBytes: number,
  param: string | null
): Refusal | undefined => {
  const is = holdingsOf(after)
  const { characters } = after.limits
  // Nearly every event passes here, since the whole session takes less than what is left.
  if (is.characters <= characters && is.bytes <= roomBytes) return undefined
  const was = holdingsOf(before)
  if (is.characters > characters && is.characters > was.characters) {
    const message = `The items and settings of a session have at most ${characters} characters. Delete items, or open another session.`
    return param === null ? refuse("invalid_value", message) : invalidValue(param, message)
  }
  if (is.bytes - was.bytes <= Math.max(0, roomBytes)) return undefined
  return { ...refuse("server_overloaded", serverFull, param), type: "server_error" }
}
