/**
 * Reads one answer, whichever of its events a server sends. Words count once. They are in the pieces of a part, in the end of
 * the part, in its item or only in the end of the response.
 */
import { ServerEvent, type UnknownEvent } from "@antiphon/core"
import type { ConversationItem, Response } from "@antiphon/core/shapes"
import { type ChatCall, callOf } from "./calls.ts"

/** The reader of one answer. */
export interface AnswerReader {
  /** Takes an event. Returns the words that it adds. */
  readonly take: (event: ServerEvent | UnknownEvent) => string
  /** The calls so far, each once by its id. */
  readonly calls: () => ReadonlyArray<ChatCall>
}

interface Place {
  readonly item_id: string
  readonly content_index?: number | null
}

/** Makes the reader of one answer. */
export const makeAnswerReader = (): AnswerReader => {
  const spoken = new Set<string>()
  const calls = new Map<string, ChatCall>()
  const keyOf = ({ content_index, item_id }: Place): string => `${content_index ?? 0} ${item_id}`
  const piece = (place: Place, words: string): string => {
    if (words !== "") spoken.add(keyOf(place))
    return words
  }
  const whole = (place: Place, words: string): string => (spoken.has(keyOf(place)) ? "" : piece(place, words))
  const shown = (item: ConversationItem): string => {
    const call = callOf(item)
    if (call !== undefined) calls.set(call.callId, call)
    if (item.type !== "message" || !("content" in item)) return ""
    return item.content
      .map((content, content_index) => {
        const words = "text" in content ? content.text : "transcript" in content ? content.transcript : undefined
        return whole({ item_id: item.id ?? "", content_index }, words ?? "")
      })
      .join("")
  }
  return {
    calls: () => [...calls.values()],
    take: (event) =>
      ServerEvent.matchSome(
        event,
        {
          "response.output_text.delta": (each) => piece(each, each.delta),
          "response.output_audio_transcript.delta": (each) => piece(each, each.delta),
          "response.output_text.done": (each) => whole(each, each.text),
          "response.output_audio_transcript.done": (each) => whole(each, each.transcript),
          "response.output_item.done": ({ item }) => shown(item),
          "response.done": ({ response }) => (response.output ?? []).map(shown).join("")
        },
        () => ""
      )
  }
}

/** How an answer ended. Servers leave the status out if it completed, unless the details name another end. */
export const statusOf = ({ status, status_details: details }: Response): string =>
  status === "in_progress" ? "incomplete" : (status ?? details?.type ?? "completed")
