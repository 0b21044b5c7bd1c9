/** What a replay tells the next server of the model's answers. */
import type { Story } from "../story/Story.ts"
import { delivered, entries, garbled, isSteady } from "./log.ts"

/** An answer that another server received as text. */
interface Retold {
  readonly id: string
  readonly link: number
  readonly at: number
  readonly text: string
}

const retold = (story: Story): ReadonlyArray<Retold> =>
  entries(story, "Asked").flatMap(({ at, event, link }) => {
    if (event.type !== "conversation.item.create" || event.event_id?.startsWith("replay_") !== true) return []
    const { item } = event
    if (item.type !== "message" || item.role !== "assistant" || !("content" in item)) return []
    const text = item.content.map((part) => ("text" in part ? (part.text ?? "") : "")).join("\n")
    return [{ id: item.id ?? "", link, at, text }]
  })

/** What the client received of an item's speech. */
interface Spoken {
  words: string
  samples: number
  readonly answers: Set<number>
  readonly responseId: string
}

const spoken = (story: Story): ReadonlyMap<string, Spoken> => {
  const items = new Map<string, Spoken>()
  for (const { event, link } of entries(story, "Said")) {
    if (event.type !== "response.content_part.added" || event.part?.type !== "audio") continue
    const answer = story.answers.find(
      (each) => each.link === link && each.responseId === event.response_id && each.outputIndex === event.output_index
    )
    const item = items.get(event.item_id) ?? {
      words: "",
      samples: 0,
      answers: new Set(),
      responseId: event.response_id
    }
    if (answer !== undefined) item.answers.add(answer.n)
    items.set(event.item_id, item)
  }
  const perSample = story.plan.format === "audio/pcm" ? 3 / 8 : 9 / 4
  for (const { event } of delivered(story)) {
    if (event.type === "response.output_audio.delta") {
      const item = items.get(event.item_id)
      if (item !== undefined) item.samples += event.delta.replace(/=+$/, "").length * perSample
    } else if (event.type === "response.output_audio_transcript.delta") {
      const item = items.get(event.item_id)
      if (item !== undefined) item.words += event.delta
    }
  }
  return items
}

/** The longest word of the model, with a space. A word that was half heard is left out. */
const longestWord = 9

/**
 * The words are taken to be spread evenly over the sound. What still plays at the replay is sent whole. Words that came from
 * a server are changed at most once, so only the first replay of an answer is compared.
 */
export const replayIsHeard = (story: Story): ReadonlyArray<string> => {
  if (story.plan.audio === "tracks" || !isSteady(story)) return []
  const told = retold(story)
  if (told.length === 0) return []
  const items = spoken(story)
  const unreadable = garbled(story)
  const seen = new Set<string>()
  return told.flatMap(({ at, id, text }) => {
    const first = story.firstOf(id)
    const item = items.get(first)
    if (item === undefined || item.samples === 0 || seen.has(first) || unreadable.has(first)) return []
    seen.add(first)
    const wrong = story.trace.some(
      (entry) =>
        entry._tag === "Said" && entry.fate !== "whole" && "item_id" in entry.event && entry.event.item_id === first
    )
    if (wrong) return []
    if (!item.words.startsWith(text))
      return [`of ${id} the next server received "${text}", and the model said "${item.words}"`]
    const heard = story.heard.reduce(
      (sum, each) => (item.answers.has(each.answer) && each.at <= at ? sum + each.samples : sum),
      0
    )
    const lateSamples = (story.plan.latencyMs + 2) * 24
    const least = (item.words.length * (heard - lateSamples)) / item.samples - longestWord
    return story.plan.tellsPosition && text.length < Math.floor(least)
      ? [`of ${id} the next server received ${text.length} characters, and about ${Math.round(least)} were heard`]
      : []
  })
}
