/** The model's audio on its way to the user's ear, if the client plays it, and how much of it was heard. */
import {
  type AudioFormat,
  type InterruptionPlan,
  interruptionPlan,
  type LedgerInput,
  type PlayedPart,
  PlaybackLedger,
  type PlayerCleared
} from "@antiphon/audio"
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import { itemAt, type Order, placeOf } from "../state/itemOrder.ts"
import { notice, unfamiliar } from "../state/notices.ts"
import type { Draft } from "./Draft.ts"
import { withoutKey } from "./without.ts"
import type { Play } from "./Message.ts"
import { type OutputAudio, outputAudio, push } from "./outputAudio.ts"
import type { PlaybackState } from "./PlaybackState.ts"
import type { Clear } from "./State.ts"

/** How long a speaker may take to say how far it came. */
const clearMs = 1000

/** A speaker that has played nothing. `rate` is in Hz. */
export const makePlayback = (rate: number): PlaybackState => ({
  ledger: PlaybackLedger.make({ rate }),
  readers: new Map(),
  endsAt: 0
})

/** Enters something in the ledger. Does nothing if the client does not play. */
const enter = (draft: Draft, input: LedgerInput): void => {
  const { playback } = draft.state
  if (playback === undefined) return
  draft.update({ playback: { ...playback, ledger: PlaybackLedger.step(playback.ledger, input) } })
}

/** The response of an event that concerns its audio. */
const responseOf = (event: ServerEvent | UnknownEvent): string | undefined => {
  switch (event.type) {
    case "response.done":
      return event.response.id
    case "response.content_part.added":
    case "response.content_part.done":
    case "response.output_audio.delta":
    case "response.output_audio.done":
      return event.response_id
    default:
      return undefined
  }
}

/**
 * Takes an event. Audio plays if it is `audible` and of the speaker's rate, and is accounted for in any case. `format` is that
 * of the event's response, and stays what it was when the response began.
 */
export const receive = (
  draft: Draft,
  event: ServerEvent | UnknownEvent,
  isAudible: boolean,
  format: () => AudioFormat
): void => {
  const { playback } = draft.state
  if (playback === undefined) return
  const { order } = draft.session
  if (event.type === "conversation.item.deleted") {
    return enter(draft, { _tag: "Deleted", itemId: placeOf(order, event.item_id) })
  }
  const responseId = responseOf(event)
  if (responseId === undefined) return
  if (event.type === "response.content_part.added" && event.part?.type?.endsWith("audio") === true) {
    if (draft.state.clears.size === 0) draft.output({ _tag: "LookAtSpeaker", queued: playback.ledger.queuedUntil })
    enter(draft, { _tag: "Received", part: partOf(order, event), samples: 0 })
  }
  const reader = playback.readers.get(responseId) ?? outputAudio(format())
  const { audio, ended, leftOut, samples } = push(reader, event)
  if (leftOut !== undefined)
    draft.change((session) => notice(session, unfamiliar(event.type, [{ path: ["delta"], message: leftOut }])))
  read(draft, responseId, event.type === "response.done" ? undefined : audio)
  for (const { contentIndex, itemId } of ended) {
    enter(draft, { _tag: "Ended", part: { itemId: placeOf(order, itemId), contentIndex } })
  }
  if (samples === undefined || event.type !== "response.output_audio.delta") return
  const part = partOf(order, event)
  const { rate } = playback.ledger
  const fits = audio.rate === rate
  const received = fits ? samples.length : Math.floor((samples.length * rate) / audio.rate)
  enter(draft, { _tag: "Received", part, samples: received })
  if (isAudible && fits) draft.output({ _tag: "Play", play: { ...part, samples } })
}

/** The part as the ledger has it, by the place of its item. Two items of one id are two there. */
const partOf = (
  order: Order,
  { content_index: contentIndex, item_id: itemId }: { readonly content_index: number; readonly item_id: string }
): PlayedPart => ({ itemId: placeOf(order, itemId), contentIndex })

/** Keeps or drops the reader of a response. */
export const read = (draft: Draft, responseId: string, audio: OutputAudio | undefined): void => {
  const { playback } = draft.state
  if (playback === undefined || playback.readers.get(responseId) === audio) return
  const readers =
    audio === undefined ? withoutKey(playback.readers, responseId) : new Map(playback.readers).set(responseId, audio)
  draft.update({ playback: { ...playback, readers } })
}

/** Enters the samples that the speaker accepted. */
export const played = (draft: Draft, { contentIndex, itemId, samples }: Play): void => {
  const { playback } = draft.state
  if (playback === undefined) return
  const endsAt = Math.max(draft.elapsed, playback.endsAt) + (samples.length * 1000) / playback.ledger.rate
  draft.update({ playback: { ...playback, endsAt } })
  enter(draft, { _tag: "Queued", part: { itemId, contentIndex }, samples: samples.length })
}

/**
 * Enters what was played by now, so that the ledger can forget it. It enters nothing while the speaker is being stopped,
 * because the stop says itself what was dropped. The speaker counts every sample that it ever got, also those of another
 * session or of the application.
 */
export const lookedAt = (
  draft: Draft,
  { given, latencyMs, queued, until }: Record<"given" | "latencyMs" | "queued" | "until", number>
): void => {
  if (draft.state.clears.size === 0) enter(draft, { _tag: "Rendered", until: until - (given - queued), latencyMs })
}

/** Stops the speaker. The next steps follow when the speaker has reported its position, after 1 s at most. */
export const stop = (draft: Draft, then: Clear["then"]): void => {
  const { playback } = draft.state
  if (playback !== undefined) draft.update({ playback: { ...playback, endsAt: 0 } })
  const clear = draft.id("clear")
  const queued = playback?.ledger.queuedUntil ?? 0
  draft.update({ clears: new Map(draft.state.clears).set(clear, { queued, then }) })
  draft.output({ _tag: "StopSpeaker", clear })
  draft.setTimer(`clear ${clear}`, clearMs)
}

/** Enters the position that the speaker reported, and returns the steps that waited for it. */
export const stopped = (draft: Draft, id: string, progress: PlayerCleared | undefined): Clear["then"] | undefined => {
  const clear = draft.state.clears.get(id)
  if (clear === undefined) return undefined
  draft.clearTimer(`clear ${id}`)
  draft.update({ clears: withoutKey(draft.state.clears, id) })
  if (progress !== undefined) {
    const { latencyMs, resumesAt, until } = progress
    enter(draft, { _tag: "Rendered", until: until - (resumesAt - clear.queued), latencyMs })
  }
  enter(draft, { _tag: "Cleared", until: clear.queued })
  return clear.then
}

/**
 * Plans the truncations of the items that `concerns` selects. Each item is planned once. An item whose id a later one has is
 * left out, because the server would take the event for the later item's.
 */
export const plan = (
  draft: Draft,
  concerns: (itemId: string) => boolean
): Pick<InterruptionPlan, "truncate" | "delete"> => {
  const { playback } = draft.state
  if (playback === undefined) return { truncate: [], delete: [] }
  const { order } = draft.session
  const isConcerned = ({ item_id: place }: { readonly item_id: string }) => {
    const itemId = itemAt(order, place)
    return !order.aside.has(itemId) && concerns(itemId)
  }
  const all = interruptionPlan(playback.ledger)
  const truncate = all.truncate.filter(isConcerned)
  const deleted = all.delete.filter(isConcerned)
  for (const { audio_end_ms: audioEndMs, content_index: contentIndex, item_id: itemId } of truncate) {
    enter(draft, { _tag: "Truncated", part: { itemId, contentIndex }, audioEndMs })
  }
  for (const { item_id: itemId } of deleted) enter(draft, { _tag: "Deleted", itemId })
  const named = <E extends { readonly item_id: string }>(event: E): E => ({
    ...event,
    item_id: itemAt(order, event.item_id)
  })
  return { truncate: truncate.map(named), delete: deleted.map(named) }
}

/** Settles everything that was received so far, so that no later plan names it. */
export const settle = (draft: Draft): void => enter(draft, { _tag: "Interrupted" })
