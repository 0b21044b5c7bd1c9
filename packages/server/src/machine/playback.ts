/**
 * What the server plays, if audio travels in tracks and the server owns playback (protocol section 2 (5b)). The track
 * plays in real time and without gaps, so the clock says how much has been played.
 */
import * as Chunk from "effect/Chunk"
import * as Option from "effect/Option"
import * as Audio from "./Audio.ts"
import * as Conversation from "./conversation.ts"
import type { Draft } from "./Draft.ts"
import { type Refusal, refuse } from "./Refusal.ts"
import type { MachineState, PlayedPart, PlayingResponse, RunningResponse, Segment } from "./State.ts"

/** The keys of the part that samples belong to. */
interface Place {
  readonly response_id: string
  readonly item_id: string
  readonly content_index: number
}

/** Plays the next samples of a response, behind what is being played. */
export const play = (draft: Draft, place: Place, samples: Int16Array): void => {
  const { playing } = draft.state
  const own = playing.find(({ responseId }) => responseId === place.response_id)
  const ms = Audio.toMs(samples.length)
  const segment = { itemId: place.item_id, contentIndex: place.content_index, ms }
  if (own === undefined) {
    const startsAt = Math.max(draft.now, playing.at(-1)?.endsAt ?? 0)
    const fresh = {
      responseId: place.response_id,
      startsAt,
      endsAt: startsAt + ms,
      finished: false,
      segments: Chunk.of(segment)
    }
    draft.update({ playing: [...playing, fresh] })
    if (playing.length === 0) draft.send("output_audio_buffer.started", { response_id: place.response_id })
  } else {
    change(draft, { ...own, endsAt: Math.max(own.endsAt, draft.now) + ms, segments: extended(own.segments, segment) })
  }
  draft.output({ _tag: "Play", samples })
}

/** Adds to the last segment if it is of the same part, else appends a segment. */
const extended = (segments: Chunk.Chunk<Segment>, next: Segment): Chunk.Chunk<Segment> => {
  const last = Option.getOrUndefined(Chunk.last(segments))
  return last?.itemId === next.itemId && last.contentIndex === next.contentIndex
    ? Chunk.append(Chunk.dropRight(segments, 1), { ...last, ms: last.ms + next.ms })
    : Chunk.append(segments, next)
}

/**
 * Notes that a response has been written to its end. Its playback stops when all of it has been played. If the playback
 * was cleared in the meantime, its items are truncated now.
 */
export const finish = (draft: Draft, { id, output, playedUntilClear }: RunningResponse): void => {
  if (playedUntilClear !== undefined) truncateAll(draft, output, playedUntilClear)
  const own = draft.state.playing.find(({ responseId }) => responseId === id)
  if (own === undefined) return
  change(draft, { ...own, finished: true })
  wake(draft)
}

/** Sends what stopped and what started since the last step. A tick that comes too early sets its timer again. */
export const timePassed = (draft: Draft): void => {
  const [head, next, ...rest] = draft.state.playing
  if (head === undefined || !head.finished) return
  if (draft.now < head.endsAt) return wake(draft)
  draft.send("output_audio_buffer.stopped", { response_id: head.responseId })
  if (next === undefined) return draft.update({ playing: [] })
  draft.update({ playing: [next, ...rest] })
  draft.send("output_audio_buffer.started", { response_id: next.responseId })
  timePassed(draft)
}

/** Sets a timer for the end of what is being played, once the end is known. */
const wake = (draft: Draft): void => {
  const [head] = draft.state.playing
  if (head?.finished === true) draft.output({ _tag: "Wake", reason: "playback", at: head.endsAt })
}

/** Drops what has not been played, and truncates the items to what was played. */
export const cut = (draft: Draft): void => {
  const { playing } = draft.state
  const [head] = playing
  if (head === undefined) return
  draft.update({ playing: [] })
  draft.output({ _tag: "ClearPlayback" })
  draft.send("output_audio_buffer.cleared", { response_id: head.responseId })
  const responses = new Map(draft.state.responses)
  for (const each of playing) {
    const parts = partsOf(each, draft.now)
    for (const [itemId, own] of Map.groupBy(parts, (part) => part.itemId)) {
      const unplayed = own.filter(({ ms, playedMs }) => playedMs < ms)
      const lengths = unplayed.map(({ contentIndex, playedMs }) => [contentIndex, Math.floor(playedMs)] as const)
      Conversation.cut(draft, itemId, new Map(lengths))
    }
    const running = responses.get(each.responseId)
    if (running !== undefined) responses.set(running.id, { ...running, playedUntilClear: parts })
  }
  draft.update({ responses })
}

/** Handles `output_audio_buffer.clear`. */
export const clear = (draft: Draft): Refusal | undefined => {
  if (draft.state.ownsPlayback && draft.state.playing.length > 0) {
    cut(draft)
    return undefined
  }
  return draft.state.ownsPlayback
    ? refuse("invalid_event", "The server plays nothing that could be cleared.", "type")
    : refuse("invalid_event", "The client owns playback on this connection. Stop your own player.", "type")
}

/** Returns when a response will have been played, in epoch ms, or `undefined` if the server does not play it. */
export const endOf = (state: MachineState, responseId: string): number | undefined =>
  state.playing.find((each) => each.responseId === responseId)?.endsAt

/** The parts of a response in the order of playing, with their lengths and how much of each has been played by now. */
const partsOf = (
  { segments, endsAt }: PlayingResponse,
  now: number
): ReadonlyArray<PlayedPart & { readonly ms: number }> => {
  const total = Chunk.reduce(segments, 0, (sum, { ms }) => sum + ms)
  let played = Math.max(0, total - Math.max(0, endsAt - now))
  const parts = new Map<string, Segment>()
  for (const segment of segments) {
    const key = `${segment.contentIndex} ${segment.itemId}`
    parts.set(key, { ...segment, ms: segment.ms + (parts.get(key)?.ms ?? 0) })
  }
  return [...parts.values()].map((part) => {
    const playedMs = Math.min(played, part.ms)
    played -= playedMs
    return { ...part, playedMs }
  })
}

/** Truncates the items of a cleared response to what was played of them before the clear. */
const truncateAll = (draft: Draft, output: RunningResponse["output"], played: ReadonlyArray<PlayedPart>): void => {
  const byItem = Map.groupBy(played, ({ itemId }) => itemId)
  for (const { id } of output) {
    const stored = id === undefined ? undefined : Conversation.find(draft.state, id)
    if (stored === undefined) continue
    const playedMs = new Map((byItem.get(stored.id) ?? []).map((part) => [part.contentIndex, part.playedMs]))
    const lengths = new Map<number, number>()
    for (const [index, { length }] of stored.audio) {
      const ms = playedMs.get(index)
      if (ms === undefined || Audio.toMs(length) > ms) lengths.set(index, Math.floor(ms ?? 0))
    }
    Conversation.cut(draft, stored.id, lengths)
  }
}

/** Replaces a response among those that are played. */
const change = (draft: Draft, response: PlayingResponse): void =>
  draft.update({
    playing: draft.state.playing.map((each) => (each.responseId === response.responseId ? response : each))
  })
