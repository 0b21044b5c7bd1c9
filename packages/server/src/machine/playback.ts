/**
 * What the server plays, where audio travels in tracks and playback is its own (protocol section 2 (5b)). The track plays
 * in real time and without gaps, so the clock says what has been heard.
 */
import * as Audio from "./Audio.ts"
import * as Conversation from "./conversation.ts"
import type { Draft } from "./Draft.ts"
import { type Refusal, refuse } from "./Refusal.ts"
import type { MachineState, PlayedPart, PlayingResponse, RunningResponse } from "./State.ts"

/** Where samples belong. */
interface Place {
  readonly response_id: string
  readonly item_id: string
  readonly content_index: number
}

type Segment = PlayingResponse["segments"][number]

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
      segments: [segment]
    }
    draft.update({ playing: [...playing, fresh] })
    if (playing.length === 0) draft.send("output_audio_buffer.started", { response_id: place.response_id })
  } else {
    change(draft, { ...own, endsAt: Math.max(own.endsAt, draft.now) + ms, segments: behind(own.segments, segment) })
  }
  draft.output({ _tag: "Play", samples })
}

/** A segment for each stretch of a part, however many pieces its audio came in. */
const behind = (segments: PlayingResponse["segments"], next: Segment): PlayingResponse["segments"] => {
  const last = segments.at(-1)
  return last?.itemId === next.itemId && last.contentIndex === next.contentIndex
    ? [...segments.slice(0, -1), { ...last, ms: last.ms + next.ms }]
    : [...segments, next]
}

/** All of a response has been written; when it has been played too, it stops. What was cleared meanwhile is truncated now. */
export const finish = (draft: Draft, { heard, id, output }: RunningResponse): void => {
  if (heard !== undefined) for (const item of output) forget(draft, item.id, heard)
  const own = draft.state.playing.find(({ responseId }) => responseId === id)
  if (own === undefined) return
  change(draft, { ...own, finished: true })
  wake(draft)
}

/** Tells what has been played to its end, and what starts behind it. Asks again if it was woken too early. */
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

/** To be woken when what is being played ends, once it is known when. */
const wake = (draft: Draft): void => {
  const [head] = draft.state.playing
  if (head?.finished === true) draft.output({ _tag: "Wake", reason: "playback", at: head.endsAt })
}

/** Throws away what has not been played, and truncates the items to what was heard. */
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
    for (const { contentIndex, heardMs, itemId, ms } of parts) {
      if (heardMs < ms) Conversation.cut(draft, itemId, contentIndex, Math.floor(heardMs))
    }
    const running = responses.get(each.responseId)
    if (running !== undefined) responses.set(running.id, { ...running, heard: parts })
  }
  draft.update({ responses })
}

/** The client stops the playback by hand. */
export const clear = (draft: Draft): Refusal | undefined => {
  if (draft.state.ownsPlayback && draft.state.playing.length > 0) {
    cut(draft)
    return undefined
  }
  return draft.state.ownsPlayback
    ? refuse("invalid_event", "Nothing is being played.", "type")
    : refuse("invalid_event", "The client owns playback on this connection: stop your own player.", "type")
}

/** When a response will have been played, epoch ms. */
export const endOf = (state: MachineState, responseId: string): number | undefined =>
  state.playing.find((each) => each.responseId === responseId)?.endsAt

/** The parts of a response in the order of playing, how long each is and how much of it has been heard by now, ms. */
const partsOf = (
  { segments, endsAt }: PlayingResponse,
  now: number
): ReadonlyArray<PlayedPart & { readonly ms: number }> => {
  const total = segments.reduce((sum, { ms }) => sum + ms, 0)
  let heard = Math.max(0, total - Math.max(0, endsAt - now))
  const parts = new Map<string, { readonly itemId: string; readonly contentIndex: number; readonly ms: number }>()
  for (const segment of segments) {
    const key = `${segment.contentIndex} ${segment.itemId}`
    parts.set(key, { ...segment, ms: segment.ms + (parts.get(key)?.ms ?? 0) })
  }
  return [...parts.values()].map((part) => {
    const heardMs = Math.min(heard, part.ms)
    heard -= heardMs
    return { ...part, heardMs }
  })
}

/** Keeps of the audio of an item what was heard of it before its playback was cleared. */
const forget = (draft: Draft, id: string | undefined, heard: ReadonlyArray<PlayedPart>): void => {
  const stored = id === undefined ? undefined : Conversation.find(draft.state, id)
  for (const [index, { length }] of stored?.audio ?? []) {
    const part = heard.find(({ contentIndex, itemId }) => itemId === id && contentIndex === index)
    if (stored === undefined || (part !== undefined && Audio.toMs(length) <= part.heardMs)) continue
    Conversation.cut(draft, stored.id, index, Math.floor(part?.heardMs ?? 0))
  }
}

const change = (draft: Draft, response: PlayingResponse): void =>
  draft.update({
    playing: draft.state.playing.map((each) => (each.responseId === response.responseId ? response : each))
  })
