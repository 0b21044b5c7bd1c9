/**
 * What the server plays, where audio travels in tracks and playback is its own (protocol section 2 (5b)). The track plays
 * in real time and without gaps, so the clock says what has been heard.
 */
import * as Audio from "./Audio.ts"
import * as Conversation from "./conversation.ts"
import type { Draft } from "./Draft.ts"
import { type Refusal, refuse } from "./Refusal.ts"
import type { MachineState, PlayingResponse } from "./State.ts"

/** Where samples belong. */
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
      segments: [segment]
    }
    draft.update({ playing: [...playing, fresh] })
    if (playing.length === 0) draft.send("output_audio_buffer.started", { response_id: place.response_id })
  } else {
    change(draft, { ...own, endsAt: Math.max(own.endsAt, draft.now) + ms, segments: [...own.segments, segment] })
  }
  draft.output({ _tag: "Play", samples })
}

/** All of a response has been written; when it has been played too, it stops. */
export const finish = (draft: Draft, responseId: string): void => {
  const own = draft.state.playing.find((each) => each.responseId === responseId)
  if (own === undefined) return
  change(draft, { ...own, finished: true })
  wake(draft)
}

/** Tells what has been played to its end, and what starts behind it. */
export const timePassed = (draft: Draft): void => {
  const [head, next, ...rest] = draft.state.playing
  if (head === undefined || !head.finished || draft.now < head.endsAt) return
  draft.send("output_audio_buffer.stopped", { response_id: head.responseId })
  if (next === undefined) return draft.update({ playing: [] })
  draft.update({ playing: [next, ...rest] })
  draft.send("output_audio_buffer.started", { response_id: next.responseId })
  wake(draft)
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
  for (const response of playing) truncate(draft, response)
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

const truncate = (draft: Draft, { segments, endsAt }: PlayingResponse): void => {
  const total = segments.reduce((sum, { ms }) => sum + ms, 0)
  let heard = Math.max(0, total - Math.max(0, endsAt - draft.now))
  const parts = new Map<string, { readonly itemId: string; readonly contentIndex: number; readonly ms: number }>()
  for (const segment of segments) {
    const key = `${segment.contentIndex} ${segment.itemId}`
    parts.set(key, { ...segment, ms: segment.ms + (parts.get(key)?.ms ?? 0) })
  }
  for (const { itemId, contentIndex, ms } of parts.values()) {
    if (heard < ms) Conversation.cut(draft, itemId, contentIndex, Math.floor(heard))
    heard = Math.max(0, heard - ms)
  }
}

const change = (draft: Draft, response: PlayingResponse): void =>
  draft.update({
    playing: draft.state.playing.map((each) => (each.responseId === response.responseId ? response : each))
  })
