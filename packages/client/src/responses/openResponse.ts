import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { ConversationItem } from "@antiphon/core/shapes"
import type { AudioReader } from "../audioReader.ts"
import { type Log, makeLog, type Retention } from "./Log.ts"
import type { RealtimeItem, RealtimePart, RealtimeResponse, ResponseEnd } from "./RealtimeResponse.ts"

/** A response that still grows: what users read of it, and what writes it. */
export interface OpenResponse {
  readonly response: RealtimeResponse
  /** Takes an event that names the response; others change nothing. */
  readonly receive: (event: ServerEvent | UnknownEvent) => void
  /** Ends it and all in it, once. */
  readonly end: (end: ResponseEnd) => void
}

interface OpenPart {
  readonly part: RealtimePart
  readonly text: Log<string>
  readonly audio: Log<Int16Array>
  readonly transcript: Log<string>
  /** Whether any of its text or transcript came. */
  spoke: boolean
}

interface OpenItem {
  readonly parts: Map<number, OpenPart>
  readonly log: Log<RealtimePart>
  readonly finish: (item: ConversationItem) => void
  latest: ConversationItem
}

/** What a chunk costs beside its content. */
const chunkBytes = 64

/** `retention` bounds the chunks by their bytes, `outline` the items and parts by their number. */
export const openResponse = (
  id: string,
  retention: Retention,
  outline: Retention,
  readAudio: () => AudioReader
): OpenResponse => {
  const items = new Map<number, OpenItem>()
  const log = makeLog<RealtimeItem>()
  const done = Promise.withResolvers<ResponseEnd>()
  let audio: AudioReader | undefined

  /** By its place, or by its id if the server does not say its place. */
  const itemAt = (place: number | null | undefined, item: ConversationItem): OpenItem => {
    const index = place ?? [...items].find(([, { latest }]) => latest.id === item.id)?.[0] ?? items.size
    const known = items.get(index)
    if (known !== undefined) return known
    const finished = Promise.withResolvers<ConversationItem>()
    const parts = makeLog<RealtimePart>()
    const open: OpenItem = { parts: new Map(), log: parts, finish: finished.resolve, latest: item }
    items.set(index, open)
    const told = { id: item.id, type: item.type, done: finished.promise, ...parts.read("first") }
    outline.push(log, told, 1, () => {
      items.delete(index)
      endItem(open)
    })
    return open
  }

  const partOf = (event: InPart, type: string): OpenPart => {
    const { content_index: contentIndex, item_id, output_index } = event
    const item = itemAt(output_index, { id: item_id, type: "message", role: "assistant", content: [] })
    const known = item.parts.get(contentIndex)
    if (known !== undefined) return known
    const logs = { text: makeLog<string>(), audio: makeLog<Int16Array>(), transcript: makeLog<string>() }
    const part: RealtimePart = {
      contentIndex,
      type,
      textChunks: () => logs.text.read("first"),
      audioChunks: () => logs.audio.read("first"),
      transcriptChunks: () => logs.transcript.read("first")
    }
    const open: OpenPart = { part, ...logs, spoke: false }
    item.parts.set(contentIndex, open)
    outline.push(item.log, part, 1, () => {
      item.parts.delete(contentIndex)
      endPart(open)
    })
    return open
  }

  const say = (part: OpenPart, to: Log<string>, text: string): void => {
    if (text === "") return
    part.spoke = true
    retention.push(to, text, text.length * 2 + chunkBytes)
  }

  const endPart = (part: OpenPart): void => {
    part.text.end()
    part.audio.end()
    part.transcript.end()
  }

  const endItem = (open: OpenItem): void => {
    for (const part of open.parts.values()) endPart(part)
    open.log.end()
    open.finish(open.latest)
  }

  return {
    response: { id, done: done.promise, ...log.read("first") },
    receive: (event) => {
      switch (event.type) {
        case "response.output_item.added":
          return void itemAt(event.output_index, event.item)
        case "response.output_item.done": {
          const open = itemAt(event.output_index, event.item)
          open.latest = event.item
          return endItem(open)
        }
        case "response.content_part.added":
          return void partOf(event, event.part?.type ?? "")
        case "response.output_text.delta": {
          const part = partOf(event, "text")
          return say(part, part.text, event.delta)
        }
        case "response.output_text.done": {
          const part = partOf(event, "text")
          if (!part.spoke) say(part, part.text, event.text)
          return part.text.end()
        }
        case "response.output_audio_transcript.delta": {
          const part = partOf(event, "audio")
          return say(part, part.transcript, event.delta)
        }
        case "response.output_audio_transcript.done": {
          const part = partOf(event, "audio")
          if (!part.spoke) say(part, part.transcript, event.transcript)
          return part.transcript.end()
        }
        case "response.output_audio.delta": {
          const part = partOf(event, "audio")
          audio ??= readAudio()
          for (const samples of audio(event)) retention.push(part.audio, samples, samples.byteLength + chunkBytes)
          return
        }
        case "response.output_audio.done":
          return partOf(event, "audio").audio.end()
        case "response.content_part.done":
          return endPart(partOf(event, event.part?.type ?? ""))
      }
    },
    end: (end) => {
      for (const item of items.values()) endItem(item)
      log.end()
      done.resolve(end)
    }
  }
}

interface InPart {
  readonly item_id: string
  readonly output_index?: number | null
  readonly content_index: number
}
