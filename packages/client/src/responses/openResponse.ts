import type { AudioFormat } from "@antiphon/audio"
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"
import { flatReaders } from "./flatReaders.ts"
import { type Log, makeLog, type Retention } from "./Log.ts"
import { type OpenPart, openPart } from "./openPart.ts"
import type { RealtimeItem, RealtimePart, RealtimeResponse, ResponseEnd } from "./RealtimeResponse.ts"

/** A response that still grows. */
export interface OpenResponse {
  /** What the user reads. */
  readonly response: RealtimeResponse
  /** Takes an event that names the response. Other events change nothing. */
  readonly receive: (event: ServerEvent | UnknownEvent) => void
  /** Ends the response and everything in it, once. */
  readonly end: (end: ResponseEnd) => void
}

interface OpenItem {
  readonly parts: Map<number, OpenPart>
  readonly log: Log<RealtimePart>
  readonly finish: (item: ConversationItem) => void
  latest: ConversationItem
}

/** The fields that place an event in a response. */
interface InPart {
  readonly item_id: string
  readonly output_index?: number | null
  readonly content_index: number
}

const endItem = (open: OpenItem): void => {
  for (const part of open.parts.values()) part.end()
  open.log.end()
  open.finish(open.latest)
}

/** What the responses of a session share. */
export interface Shared {
  /** Bounds the chunks by their bytes. */
  readonly chunks: Retention
  /** Bounds the items and parts by their number. */
  readonly outline: Retention
  /** The format of a response's audio. */
  readonly formatOf: (responseId: string) => AudioFormat
}

/** Adds the words of a finished item that did not come in pieces. Some servers send no pieces. */
const fill = (item: ConversationItem, partAt: (index: number, type: string) => OpenPart): void => {
  if (item.type !== "message" || !("content" in item)) return
  for (const [index, content] of item.content.entries()) {
    if (content.type === "output_text") partAt(index, "text").endText(content.text ?? "")
    if (content.type === "output_audio") partAt(index, "audio").endTranscript(content.transcript ?? "")
  }
}

/** The items that the end of a response lists. If none came before, `itemAt` opens all of them. */
const listed = (
  output: ReadonlyArray<ConversationItem>,
  items: ReadonlyMap<number, OpenItem>,
  itemAt: (place: number, item: ConversationItem) => OpenItem
): ReadonlyArray<readonly [OpenItem, ConversationItem]> => {
  const known = new Map([...items.values()].map((open) => [open.latest.id, open]))
  return output.flatMap((item, index) => {
    const open = known.size === 0 ? itemAt(index, item) : item.id === undefined ? undefined : known.get(item.id)
    return open === undefined ? [] : [[open, item] as const]
  })
}

export const openResponse = (id: string, { chunks, formatOf, outline }: Shared): OpenResponse => {
  const items = new Map<number, OpenItem>()
  const log = makeLog<RealtimeItem>()
  const done = Promise.withResolvers<ResponseEnd>()
  const all = log.read("first")

  /** Finds or opens an item by its place, or by its id if the server does not send its place. */
  const itemAt = (place: number | null | undefined, item: ConversationItem): OpenItem => {
    const index = place ?? [...items].find(([, { latest }]) => latest.id === item.id)?.[0] ?? items.size
    const known = items.get(index)
    if (known !== undefined) return known
    const finished = Promise.withResolvers<ConversationItem>()
    const parts = makeLog<RealtimePart>()
    const open: OpenItem = { parts: new Map(), log: parts, finish: finished.resolve, latest: item }
    items.set(index, open)
    const shown = { id: item.id, type: item.type, done: finished.promise, ...parts.read("first") }
    outline.push(log, shown, 1, () => {
      items.delete(index)
      endItem(open)
    })
    return open
  }

  const partOf = (event: InPart, type: string): OpenPart => {
    const { content_index, item_id, output_index } = event
    const item = itemAt(output_index, { id: item_id, type: "message", role: "assistant", content: [] })
    return partIn(item, content_index, type)
  }

  const partIn = (item: OpenItem, contentIndex: number, type: string): OpenPart => {
    const known = item.parts.get(contentIndex)
    if (known !== undefined) return known
    const open = openPart(contentIndex, type, chunks, () => formatOf(id))
    item.parts.set(contentIndex, open)
    outline.push(item.log, open.part, 1, () => {
      item.parts.delete(contentIndex)
      open.end()
    })
    return open
  }

  return {
    response: { id, done: done.promise, ...all, ...flatReaders(all, done.promise) },
    receive: (event) => {
      switch (event.type) {
        case "response.output_item.added":
          return void itemAt(event.output_index, event.item)
        case "response.output_item.done": {
          const open = itemAt(event.output_index, event.item)
          open.latest = event.item
          fill(event.item, (index, type) => partIn(open, index, type))
          return endItem(open)
        }
        case "response.content_part.added":
          return void partOf(event, event.part?.type ?? "")
        case "response.output_text.delta":
          return partOf(event, "text").addText(event.delta)
        case "response.output_text.done":
          return partOf(event, "text").endText(event.text)
        case "response.output_audio_transcript.delta":
          return partOf(event, "audio").addTranscript(event.delta)
        case "response.output_audio_transcript.done":
          return partOf(event, "audio").endTranscript(event.transcript)
        case "response.output_audio.delta":
          return partOf(event, "audio").addAudio(event.delta)
        case "response.output_audio.done":
          return partOf(event, "audio").endAudio()
        case "response.content_part.done":
          return partOf(event, event.part?.type ?? "").end()
        case "response.done":
          for (const [open, item] of listed(event.response.output ?? [], items, itemAt)) {
            fill(item, (index, type) => partIn(open, index, type))
          }
      }
    },
    end: (end) => {
      for (const item of items.values()) endItem(item)
      log.end()
      done.resolve(end)
    }
  }
}
