/** The words of both sides as they grow. */
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { TranscriptionError } from "@antiphon/core/shapes"
import { heardOf, roleOf, type SessionState } from "@antiphon/session"
import type { RealtimeError } from "../RealtimeError.ts"
import { makeLog, makeRetention } from "../responses/Log.ts"

/** What one part of an item says so far. */
export interface Transcript {
  readonly itemId: string
  readonly contentIndex: number
  /** `user` or `assistant`. */
  readonly role: string
  /** All of it so far. Once the model is interrupted, it is what was heard, by estimate. */
  readonly text: string
  /** What came on since the last transcript of this part, or empty if the text was changed otherwise. */
  readonly added: string
  /** Whether the text is complete. A model that is interrupted later still changes it. */
  readonly isFinal: boolean
  /** Why the words of the user could not be recognized. */
  readonly error: TranscriptionError | undefined
}

export interface Transcripts {
  readonly receive: (event: ServerEvent | UnknownEvent) => void
  /** Ends all loops, with `error` if it is given. */
  readonly close: (error: RealtimeError | undefined) => void
  readonly all: AsyncIterable<Transcript>
}

const retained = 4096

/** Events after which a part may say more, or less. All have an `item_id` and a `content_index`. */
const changes =
  /^(conversation\.item\.(truncated|input_audio_transcription\.(delta|completed|failed))|response\.output_(text|audio_transcript)\.(delta|done))$/

export const makeTranscripts = (state: () => SessionState): Transcripts => {
  const log = makeLog<Transcript>()
  const retention = makeRetention(retained)
  const last = new Map<string, Transcript>()

  const look = (itemId: string, contentIndex: number): void => {
    const item = state().items.get(itemId)
    const part = item?.parts.get(contentIndex)
    if (item === undefined || part === undefined) return
    const { error, status } = part.text
    const { text } = heardOf(part)
    const isFinal = status === "done" || status === "failed"
    // A later response may use an item id again.
    const key = `${contentIndex} ${item.responseId} ${itemId}`
    const before = last.get(key)
    const known = before?.text ?? ""
    if (known === text && (before?.isFinal ?? false) === isFinal) return
    const added = text.startsWith(known) ? text.slice(known.length) : ""
    const now = { itemId, contentIndex, role: roleOf(item), text, added, isFinal, error }
    last.set(key, now)
    retention.push(log, now, 1)
    for (const [oldest] of last) {
      if (last.size <= retained) return
      last.delete(oldest)
    }
  }

  const lookAtAll = (itemId: string | undefined): void => {
    for (const [index] of state().items.get(itemId ?? "")?.parts ?? []) look(itemId ?? "", index)
  }

  return {
    receive: (event) => {
      if (changes.test(event.type) && "item_id" in event && "content_index" in event) {
        look(String(event.item_id), Number(event.content_index))
      } else if (event.type === "conversation.item.added" && "item" in event) {
        const { content, id, role } = Object(event.item)
        if (role === "user" && Array.isArray(content)) content.forEach((_, index) => look(String(id), index))
      } else if (event.type === "response.output_item.done" && "item" in event) lookAtAll(event.item.id)
      // Some servers send no pieces, and show the words only at the end.
      else if (event.type === "response.done" && "response" in event) {
        for (const { id } of event.response.output ?? []) lookAtAll(id)
      }
    },
    close: log.end,
    all: log.read("retained")
  }
}
