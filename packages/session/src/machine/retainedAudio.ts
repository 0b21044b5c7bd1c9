/** The user's latest audio, kept so that it can be sent on another connection. Bounded in ms. */
import { Base64 } from "@antiphon/audio"

/** A stretch of the user's audio as it was sent, in base64. The times say where it lies in all audio of its connection, in ms. */
export interface Chunk {
  readonly audio: string
  readonly fromMs: number
  readonly toMs: number
}

/** How long chunks play, in ms. */
const msOf = (chunks: ReadonlyArray<Chunk>): number => chunks.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)

/** The chunks with one more, without the oldest of them if all have more than `ms`. Each begins where the one before it ends. */
export const withLatest = (chunks: ReadonlyArray<Chunk>, added: Chunk, ms: number): ReadonlyArray<Chunk> => {
  const fits = ({ fromMs }: Chunk): boolean => added.toMs - fromMs <= ms
  if (!fits(added)) return []
  const first = chunks.findIndex(fits)
  const kept = first === -1 ? [] : chunks.slice(first)
  kept.push(added)
  return kept
}

/** The audio of user items, by id. */
export interface RetainedAudio {
  readonly items: ReadonlyMap<string, { readonly format: string; readonly chunks: ReadonlyArray<Chunk> }>
  readonly heldMs: number
}

export const noAudio: RetainedAudio = { items: new Map(), heldMs: 0 }

/** Keeps the audio of an item. `format` is its type, e.g. `audio/pcm`. Above the bound the oldest items are let go. */
export const keep = (
  retained: RetainedAudio,
  limitMs: number,
  itemId: string,
  audio: { readonly format: string; readonly chunks: ReadonlyArray<Chunk> }
): RetainedAudio => {
  if (audio.chunks.length === 0) return retained
  const items = new Map(retained.items)
  let { heldMs } = retained
  const drop = (id: string): void => {
    heldMs -= msOf(items.get(id)?.chunks ?? [])
    items.delete(id)
  }
  drop(itemId)
  items.set(itemId, audio)
  heldMs += msOf(audio.chunks)
  for (const id of items.keys()) {
    if (heldMs <= limitMs) break
    drop(id)
  }
  return { items, heldMs }
}

/** Base64 of all audio of an item, if it was kept and is of this format. */
export const audioOf = ({ items }: RetainedAudio, itemId: string, format: string): string | undefined => {
  const found = items.get(itemId)
  return found?.format === format ? joined(found.chunks) : undefined
}

/** One base64 text of all chunks. Each is decoded first, because the padding of a chunk may not stand within a text. */
const joined = (chunks: ReadonlyArray<Chunk>): string | undefined => {
  const bytes: Array<Uint8Array> = []
  for (const { audio } of chunks) {
    const decoded = Base64.decode(audio)
    if (decoded._tag === "Failure") return undefined
    bytes.push(decoded.success)
  }
  const whole = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of bytes) {
    whole.set(part, at)
    at += part.length
  }
  return Base64.encode(whole)
}
